/** Makes `dist/` out of the sources: `npm run build`. Types are looked at by `npm run check:types`. */
import { makeDist } from './build/make-dist.ts';

await makeDist();
