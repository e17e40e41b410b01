/** What another system says of a person, the worse one winning where it says several things. */
export type SaidState = 'mail' | 'unconfirmed' | 'left' | SuppressedBy;

/** Who must not be mailed by any list. */
export type SuppressedBy = 'hard-bounce' | 'complaint' | 'manual';

/** `never`: they were never asked, and are no subscriber at all. */
export type WordMeaning = SaidState | 'never' | 'confirmed';

/**
 * A word without capitals, accents, spaces and signs: however it is spelled. Letters of other scripts stay, their marks
 * are part of them.
 */
export function bareWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ı/g, 'i')
    .normalize('NFD')
    .replace(/([a-z])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * What the words of status mean, in the languages in which systems and people write them: gathered from the exports of
 * the systems of `move`, and from their translations. A word that is not here means nothing, hence never "may be mailed".
 */
const words: Readonly<Record<WordMeaning, string>> = {
  mail: `
    subscribed subscriber subscribe active enabled on regular member allemail optin optedin mailable digest eachemail receiving
    angemeldet aktiv abonniert abonnent eingetragen empfanger
    inscrit inscrite abonne abonnee actif active
    suscrito suscrita subscrito activo activa inscrito inscrita alta dadodealta
    iscritto iscritta attivo attiva abbonato
    subscrito inscrito ativo ativa assinante assinado
    ingeschreven aangemeld actief geabonneerd abonnee
    zapisany zapisana aktywny aktywna subskrybuje subskrybent
    prenumererar prenumerant aktiv paameldt pameldt tilmeldt abonnerer abonnent
    tilaaja tilattu aktiivinen
    prihlasen prihlasena prihlaseny aktivni odebira feliratkozott aktiv abonat activ
    подписан подписана активен активный активна
    підписаний активний
    abone aktif
    購読中 登録済み 登録済 有効 購読 配信中 已订阅 订阅 已訂閱 活跃 有效 구독 구독중 구독자 활성
    εγγεγραμμενος ενεργος مشترك נרשם פעיל`,
  confirmed: `
    confirmed verified doubleoptin doi activated approved doubleoptedin confirmedoptin
    bestatigt verifiziert confirme confirmee verifie confirmado confirmada verificado confermato confermata verificato
    bevestigd potwierdzony potwierdzona bekraftad bekraeftet bekreftet vahvistettu potvrzeny potvrzen megerositett
    подтвержден подтверждена подтвержденный підтверджений onaylandi 確認済み 確認済 已确认 확인됨 인증됨`,
  unconfirmed: `
    unconfirmed notconfirmed pending pendingconfirmation unverified notverified unactivated notactivated invited invite
    awaiting awaitingconfirmation waiting waitingconfirmation requested asked optinpending pendingoptin confirmationsent
    confirmationpending incomplete
    unbestatigt nichtbestatigt ausstehend wartend wartetaufbestatigung offen
    nonconfirme nonconfirmee enattente enattentedeconfirmation
    noconfirmado noconfirmada sinconfirmar pendiente
    nonconfermato nonconfermata inattesa daconfermare
    naoconfirmado naoconfirmada pendente aguardando
    onbevestigd nietbevestigd inafwachting
    niepotwierdzony niepotwierdzona oczekujacy oczekuje
    obekraftad vantande ubekraeftet ubekreftet afventer venter vahvistamaton odottaa
    nepotvrzeny nepotvrzen cekajici megnemerositett fuggoben neconfirmat inasteptare
    неподтвержден неподтвержденный ожидает ожидание непідтверджений bekliyor onaybekliyor
    未確認 確認待ち 仮登録 保留中 未确认 待确认 미확인 대기 대기중`,
  left: `
    unsubscribed unsubscribe unsub unsubbed unsubscribedbyuser unsubscribedbyadmin optout optedout left gone cancelled canceled cancel inactive notactive
    removed deleted removedbyuser nomail noemail donotmail donotemail donotsend donotcontact former exmember withdrawn resigned
    archived suspended paused snoozed expired off leftlist optedoutofemail notinterested nolists nolist webonly unsubscribing quit
    abgemeldet ausgetragen gekundigt inaktiv abbestellt geloscht abmeldung widerrufen deaktiviert nichtangemeldet
    desinscrit desinscrite desabonne desabonnee inactif inactive resilie supprime supprimee annule
    desuscrito desuscrita nosuscrito cancelado cancelada baja dadodebaja debaja inactivo inactiva eliminado anulado
    disiscritto disiscritta cancellato cancellata nonattivo inattivo inattiva eliminato annullato
    descadastrado descadastrada removido removida inativo inativa excluido dessubscrito desinscrito
    uitgeschreven afgemeld inactief opgezegd verwijderd geannuleerd
    wypisany wypisana niezapisany nieaktywny nieaktywna zrezygnowal zrezygnowala usuniety
    avprenumererad avregistrerad avanmald avslutad inaktiv afmeldt avmeldt frameldt slettet peruutettu peruttu poistettu eitilaaja passiivinen
    odhlasen odhlasena odhlaseny neaktivni zrusen leiratkozott inaktiv torolt dezabonat inactiv
    отписан отписана отписался отписалась отписаться неактивен неактивный удален удалена
    відписаний відписався неактивний
    abonelikteniptal abonelikiptal iptal pasif ayrildi aboneliktenayrildi
    配信停止 解除 解除済み 購読解除 購読停止 退会 退会済み 停止 停止中 無効 已退订 退订 已取消 取消订阅 已退訂 已取消订阅 구독취소 구독해지 수신거부 탈퇴 해지 비활성
    διαγραμμενος ανενεργος ملغي הוסר לאפעיל`,
  'hard-bounce': `
    bounced bounce bouncing hardbounce hardbounced softbounced softbounce bounceshard undeliverable unreachable invalid cleaned
    dead bademail bademailaddress invalidemail invalidaddress nonexistent repeatedsoftbounce notdeliverable undelivered hard
    unzustellbar ungultig zuruckgewiesen ruckläufer rucklaufer
    rejete rejetee invalide nondistribuable erreur rebotado rebotada rebote invalido invalida nopudoentregarse
    rimbalzato rimbalzata nonvalido nonvalida devolvido devolvida retornado
    gebouncet ongeldig onbestelbaar odbity odbita niedostarczalny nieprawidlowy
    studsad studsat ogiltig ikkeleverbar ugyldig virheellinen palautunut nedorucitelny neplatny visszapattant ervenytelen respins
    возвращен отскок недоставляемый недействителен недоставлено geridondu gecersiz
    エラー 不達 配信不能 退信 无效 退回 반송 반송됨 무효`,
  complaint: `
    complained complaint complaints complainer spam spamcomplaint spamcomplaints spamreport spamreported markedasspam markedspam reportedasspam reportedspam junk
    abuse abusecomplaint fbl abusereport
    beschwerde alsspammarkiert plainte marquecommespam queja marcadocomospam reclamo segnalatocomespam
    denunciado marcadocomospam klacht alsspamgemarkeerd zgloszonyjakospam жалоба спам スパム 迷惑メール 垃圾邮件 投诉 스팸 스팸신고`,
  manual: `
    manual blocked block blocklisted blocklist blacklisted blacklist banned ban suppressed suppression disabled deactivated
    suppressedmanually globalunsubscribe globallyunsubscribed globallysuppressed globallyblocked forbidden rejected erased anonymized gdprdeleted forgotten deceased verstorben
    gesperrt blockiert bloque bloquee banni bannie bloqueado bloqueada prohibido bloccato bloccata bandito
    geblokkeerd verbannen zablokowany zablokowana blockerad sparrad blokeret blokkert sperret estetty blokovan blokovany letiltva blocat
    заблокирован заблокирована заблокированный заблокований engellendi
    ブロック 拒否 黑名单 已屏蔽 차단 차단됨 블랙리스트`,
  never: `
    nonsubscribed nonsubscriber notsubscribed neversubscribed nevermember transactional transactionalonly unsolicited prospect lead customeronly notoptedin nooptin never
    noabonado`,
};

const meanings: ReadonlyMap<string, WordMeaning> = new Map(
  (Object.entries(words) as [WordMeaning, string][]).flatMap(([meaning, list]) =>
    list
      .trim()
      .split(/\s+/)
      .map((word) => [bareWord(word), meaning] as const),
  ),
);

/** Worst last. */
const order: readonly WordMeaning[] = [
  'confirmed',
  'mail',
  'unconfirmed',
  'never',
  'left',
  'manual',
  'hard-bounce',
  'complaint',
];

/** What a word of status means; null where nobody told us. `Unsubscribed (2024-03-01)` is its first word. */
export function meaningOf(text: string): WordMeaning | null {
  const bare = bareWord(text);
  const known = meanings.get(bare);
  if (known) return known;
  const [, head = ''] = /^([^([:|–—]{3,40}?)\s*(?:[([:|–—]|-\s|\s\d|$)/u.exec(text.trim()) ?? [];
  return head === '' ? null : (meanings.get(bareWord(head)) ?? null);
}

/** Whether a word says of its own that a person is not to be mailed, whatever the column is called. */
export function isTelling(meaning: WordMeaning | null): boolean {
  return meaning !== null && meaning !== 'mail' && meaning !== 'confirmed';
}

export function worseOf(one: WordMeaning, other: WordMeaning): WordMeaning {
  return order.indexOf(other) > order.indexOf(one) ? other : one;
}

const yes = wordSet(
  'yes y true t 1 on x ja j wahr oui vrai o si s sim verdadero verdadeiro vero tak prawda да истина так evet dogru igen ano kylla はい 是 예 네 ναι نعم כן checked ✓ ✔ ☑ ✅',
);
const no = wordSet(
  'no n false f 0 off never nein falsch non faux nao falso nie falsz нет ложь ні nem hayir ne ei いいえ 否 아니오 아니요 όχι لا לא nej unchecked ☐ ✗ ❌',
);
const nothing = wordSet('null none nil na nan undefined nodata unknown notset keine aucun ninguno -');

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').map((word) => bareWord(word) || word));
}

/** Yes or no of a cell; null where it is neither. An absent time is written as nothing, as null, or as zeros. */
export function answerOf(text: string): 'yes' | 'no' | 'nothing' | null {
  const bare = bareWord(text);
  const word = bare === '' ? text.trim() : bare;
  if (word === '' || word === '-' || nothing.has(word)) return 'nothing';
  if (no.has(word) || (/^0+$/.test(word) && word.length > 0)) return 'no';
  return yes.has(word) ? 'yes' : null;
}
