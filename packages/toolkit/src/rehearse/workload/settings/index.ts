/** `rehearse.yaml`: its form, which is a JSON Schema, and its reading. */
export { requestProblems } from './request-problems.ts';
export { readSettings, SETTINGS_FILE, withPrograms } from './read-settings.ts';
export type {
  DependencySettings,
  LoadSettings,
  LoadStep,
  LocalCommand,
  RehearsalSettings,
  RequestStep,
} from './settings.generated.ts';
