import { describe, expect, it } from 'vitest';
import { type Category, categories } from '../../../src/feedback/bounce-report.ts';
import { adviceFor, categoryWords } from '../../../src/feedback/classify/category-words.ts';
import { weigh } from '../../../src/feedback/policy/suppression-policy.ts';

const all = Object.keys(categories) as Category[];
const advice = (category: Category, status: string | null = null, provider = 'reader.example', said = '') =>
  adviceFor(category, { provider, status, said }, 'news.example');

describe('the words for an editor', () => {
  it.each(all)('know %s', (category) => {
    const { means, advice: given } = categoryWords[category];
    expect(means).toMatch(/^[a-z][^.]*$/);
    if (given !== null) expect(given).toMatch(/^[A-Z].*\.$/);
  });

  it('say what to do about every fault of ours, and that nobody pays for it', () => {
    for (const category of all) {
      const said = {
        kind: 'soft',
        status: '5.7.1',
        action: 'failed',
        why: '',
        isFirstHand: false,
        isOwnRelay: false,
        isCertain: true,
      } as const;
      if (weigh({ ...said, category }) === 'never')
        expect(advice(category), category).toMatch(/Nobody was suppressed for it\.$/);
    }
  });

  it('name the cause where a status does, for the domain of the newsletter', () => {
    for (const status of ['5.7.40', '4.7.40'])
      expect(advice('auth_failure', status, 'Gmail')).toMatch(
        /DMARC record is missing.*_dmarc\.news\.example/,
      );
    expect(advice('auth_failure', '5.7.27', 'Gmail')).toMatch(/SPF record/);
    expect(advice('auth_failure', '5.7.1')).toMatch(/SPF, DKIM and DMARC of news\.example/);
    expect(advice('blocklist', '5.7.26')).toMatch(/taken off the list/);
    expect(advice('invalid_recipient', '5.1.1')).toBeNull();
  });
});
