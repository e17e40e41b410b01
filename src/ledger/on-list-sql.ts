/**
 * SQL text, true where a subscriber is active on a list that a send goes to. A send without lists was begun by a process
 * of the version before, and goes to all.
 *
 * @param send SQL of its id; null for a send that is not begun, which goes to all
 * @param subscriber SQL of their id
 */
export function isOnList(send: string, subscriber: string): string {
  return `exists (
    select from subscription l
    where l.subscriber_id = ${subscriber} and l.state = 'active' and (
      exists (select from send_list k where k.send_id = ${send} and k.list = l.list)
      or not exists (select from send_list k where k.send_id = ${send}))
  )`;
}
