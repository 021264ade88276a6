import { payments } from './service.ts';

await payments.run();
