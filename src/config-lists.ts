import * as z from 'zod';
import { oneLine } from './config-look.ts';

const keptList = z.strictObject(
  {
    title: oneLine
      .min(1)
      .meta({ description: 'What readers know it by.', otherwise: 'Its name.' })
      .optional(),
    description: oneLine.describe('What comes by it, in a sentence.').optional(),
    public: z.stringbool().default(false).meta({
      description: 'Whether readers may know of it.',
      form: '`true` or `false`',
    }),
    default: z.stringbool().default(false).meta({
      description: 'Whether it is meant where an issue or a command names none.',
      form: '`true` or `false`',
    }),
  },
  'must have settings, such as a title',
);

/** The setting `lists`. */
export const lists = z
  .record(
    z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u,
        'must be a name of letters, digits, dots, hyphens or underscores',
      ),
    keptList,
  )
  .default({})
  .meta({
    description:
      'The lists that are kept in the database, by their names. People come onto them by `pennypost subscribers import`, `subscribers add` and `move`.',
    form: 'settings by the names of lists',
    otherwise: 'None: every file in `subscribers` is a list.',
  });
