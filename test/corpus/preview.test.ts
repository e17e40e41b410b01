import path from 'node:path';
import { describe, it } from 'vitest';
import { lookThrough } from '../journey/preview-look-through.ts';
import { usePreview } from '../journey/preview-page.ts';
import { newsletters } from './places.ts';

const preview = usePreview();

describe('real newsletters', () => {
  it.each(['seed', 'oss-news/issues', 'this-week-in-rust'])('%s', (name) =>
    lookThrough(preview, path.join(newsletters, name)),
  );
});
