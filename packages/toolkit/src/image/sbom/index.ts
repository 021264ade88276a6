/** The bill of materials of an image. */
export { debianComponent, goComponent, nodeComponent, npmComponent } from './components.ts';
export { billOfMaterials, SBOM_MEDIA_TYPE, type Component } from './cyclonedx.ts';
