/**
 * Addresses are kept composed (NFC). Two spellings of one may have been two people: the first of them, or whoever is
 * written so already, takes over the lists and the consents of the other, and every suppression. The other row stays for what
 * was sent to it, on no list. A server whose encoding is not UTF8 cannot compose, and has none to compose.
 */
export const composedAddressesStatements: readonly string[] = [
  `do $$ begin
     if getdatabaseencoding() <> 'UTF8' then return; end if;
     insert into suppression (address_key, reason, since, evidence)
       select distinct on (normalize(address_key)) normalize(address_key), reason, since, evidence
       from suppression where address_key is not normalized
       order by normalize(address_key), array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], reason) desc
     on conflict (address_key) do update
       set reason = excluded.reason, since = excluded.since, evidence = excluded.evidence
       where array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], excluded.reason)
         > array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], suppression.reason);
     delete from suppression where address_key is not normalized;
     update subscriber s set address = normalize(s.address), address_key = normalize(s.address_key)
       from (
         select id, row_number() over (partition by normalize(address_key) order by id) as place
         from subscriber where address_key is not normalized
       ) o
       where o.id = s.id and o.place = 1
         and not exists (select from subscriber k where k.address_key = normalize(s.address_key));
     insert into subscription (list, subscriber_id, state, consent_id)
       select distinct on (t.list, k.id) t.list, k.id, t.state, t.consent_id
       from subscription t
       join subscriber d on d.id = t.subscriber_id and d.address_key is not normalized
       join subscriber k on k.address_key = normalize(d.address_key)
       order by t.list, k.id, t.state = 'left' desc
     on conflict (list, subscriber_id) do update
       set state = excluded.state, consent_id = excluded.consent_id where excluded.state = 'left';
     update consent c set subscriber_id = k.id
       from subscriber d, subscriber k
       where d.id = c.subscriber_id and d.address_key is not normalized and k.address_key = normalize(d.address_key);
     delete from subscription t using subscriber d
       where d.id = t.subscriber_id and d.address_key is not normalized;
   end $$`,
];
