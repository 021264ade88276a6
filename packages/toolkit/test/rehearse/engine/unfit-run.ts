/** Makes an engine and prints the code of the error that refuses it, or `made`. */
import { createProcessEngine } from 'seaworthy/rehearse';

try {
  await using _ = await createProcessEngine({ programOf: () => ({ entrypoint: [] }) });
  console.log('made');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error);
}
