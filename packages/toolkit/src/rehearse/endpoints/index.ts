/** A Service's endpoints: what the API says of them, and what each proxy has seen of that so far. */
export { EndpointSlice, type Endpoint } from './endpoint-slice.ts';
export { EndpointView } from './endpoint-view.ts';
export { propagationProfiles } from './profiles.ts';
