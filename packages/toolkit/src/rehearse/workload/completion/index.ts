/** What `rehearse.yaml` leaves out, from what is known of the service. */
export { refuseAbsentCommands } from './absent-commands.ts';
export { completeSettings } from './complete-settings.ts';
export { withLocalCommands } from './local-commands.ts';
export { withLocalFolders } from './local-folders.ts';
