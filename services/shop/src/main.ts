import { shop } from './service.ts';

await shop.run();
