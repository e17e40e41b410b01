import { expect, it } from 'vitest';
import { senderFindings } from '../../../src/email/lint/sender.ts';

it.each(['Owls 🦉', 'Owls (2)', 'Re: Owls', '✓ Owls', 'me, Owls'])('tells of the name %j', (name) => {
  expect(senderFindings({ name })).toMatchObject([{ rule: 'display-name', severity: 'warning' }]);
});
it.each(['Owls & Mice', 'Owls™', 'The 7 Owls', 'Les hiboux', '猫头鹰'])('lets the name %j be', (name) => {
  expect(senderFindings({ name })).toEqual([]);
});
