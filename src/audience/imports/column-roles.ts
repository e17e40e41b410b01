import { bareWord, meaningOf, type SaidState } from './state-words.ts';

/** What a column says beside the address: what is none of the others is a field. */
export type ColumnRole =
  | {
      readonly kind: 'name' | 'first-name' | 'last-name' | 'attributes' | 'tags' | 'lists' | 'field' | 'ours';
    }
  | { readonly kind: 'consent'; readonly what: ConsentPart }
  /** `status` holds a word; a weak one is one only where its cells are words that we know. */
  | { readonly kind: 'status'; readonly isWeak: boolean }
  /** Yes and no mean a state each; null where that says nothing. A weak one is one only where its cells are yes and no. */
  | {
      readonly kind: 'flag';
      readonly yes: SaidState | 'confirmed' | null;
      readonly no: SaidState | null;
      readonly isWeak: boolean;
    };

/** `joined` and `created` are when a system came to know a person, which is later or earlier than their consent. */
export type ConsentPart =
  | 'opt-in-time'
  | 'joined'
  | 'created'
  | 'confirm-time'
  | 'opt-in-ip'
  | 'confirm-ip'
  | 'method'
  | 'source';

const set = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .trim()
      .split(/\s+/)
      .map((word) => bareWord(word)),
  );

const addressNames = set(`
  email mail emailaddress mailaddress emails emailid subscriberemail contactemail useremail memberemail primaryemail emailprimary
  address subscriber recipient emailaddresses eaddress
  mailadresse emailadresse deineemailadresse ihreemailadresse adresse elektronischeadresse
  courriel adresseemail adressemail adressecourriel adressedecourriel adresseelectronique adresseemel mel votreemail votreadresseemail
  correo correoelectronico correoe direcciondecorreo direcciondecorreoelectronico direccionemail direcciondeemail tucorreo
  indirizzoemail indirizzomail indirizzodiposta indirizzodipostaelettronica postaelettronica emailindirizzo
  correioeletronico enderecodeemail enderecoemail enderecoeletronico correo
  emailadres mailadres epostadress epostadresse epost mejladress mejl emailadresse sahkoposti sahkopostiosoite
  adresemail adresemailowy adrespocztyelektronicznej pocztaelektroniczna poczta adresaemail emailovaadresa emailcim
  электроннаяпочта почта адресэлектроннойпочты электронныйадрес адрес эпочта имейл емейл електроннапошта пошта
  eposta epostaadresi eposte
  メール メールアドレス eメール eメールアドレス アドレス 電子メール 邮箱 电子邮箱 电子邮件 邮件 邮件地址 电子邮件地址 電子郵件 電郵 이메일 이메일주소 메일 ηλεκτρονικοταχυδρομειο email
  דואל אימייל البريدالإلكتروني`);

/** Of several addresses of a person only the first is the one with which they joined. */
const secondary =
  /(?:[2-9]|second|secondaire|zweit|alternat|old|previous|alt[e]?$|former|recovery|backup|work|reply|billing|referr|sender|owner|addedby|parent|status|optout|optin|disabled|preference|blacklist|opens?$|clicks?$|sent$|template|client|domain|format|type|count|score|valid|verif|confirm|bounce|subscrib)/;

/** How well the name of a column fits an address: 2 it is one, 1 it may be, 0 it says nothing of it, -1 it is another. */
export function addressRank(name: string): -1 | 0 | 1 | 2 {
  const bare = bareWord(name);
  if (addressNames.has(bare)) return 2;
  if (secondary.test(bare)) return -1;
  return /mail|correo|courriel|eposta|poczt|почт|メール|邮|郵/.test(bare) ? 1 : 0;
}

const names =
  set(`name fullname displayname realname contactname subscribername nickname gecos username membername
  vollername vollstandigername anzeigename nomcomplet nometprenom nombre nombrecompleto nombreyapellidos nomecompleto nominativo volledigenaam naam
  imieinazwisko namn navn nimi имя фио полноеимя імя isim adsoyad 名前 氏名 お名前 姓名 이름 성명 ονομα שם`);
const firstNames = set(
  `firstname first fname givenname forename vorname prenom primernombre nomedibattesimo voornaam imie fornamn fornavn etunimi jmeno keresztnev primeironome nomeproprio ad 名 имя_`,
);
const lastNames = set(
  `lastname last lname surname familyname nachname familienname nomdefamille apellido apellidos cognome sobrenome achternaam nazwisko efternamn etternavn sukunimi prijmeni vezeteknev фамилия soyad 姓`,
);
const attributes = set(
  'attributes attribs data metadata customfields customattributes extra properties fields mergefields meta',
);
const tags = set('tags tag labels label etiquetas etiquettes schlagworte schlagwort etiketten');
const lists = set('listmembership');

const consents: readonly (readonly [ConsentPart, ReadonlySet<string>])[] = [
  [
    'opt-in-time',
    set(
      'optintime optinat optindate optintimestamp subscribedat subscribeat subscribedon subscribedate subscribetime subscriptiondate subscriptioncreatedat datesubscribed consentdate consentat consenttime consentgivenat optedinat optedinon signupdate signuptime signupat signedupat signedup angemeldetam anmeldedatum anmeldung dateinscription dateabonnement inscritle abonnele fechadealta fechadesuscripcion datadiscrizione dataiscrizione datadeinscricao datainscricao ingeschrevenop aanmelddatum datazapisu 登録日 購読開始日 訂閱日期 订阅日期 구독일 датаподписки',
    ),
  ],
  [
    'joined',
    set(
      'joined joinedat joinedon datejoined joindate memberSince since entered registered registeredat registrationdate beitritt beigetreten',
    ),
  ],
  [
    'created',
    set(
      'createdat created createdon creationdate datecreated createdate added addedat addedon addedtime dateadded erstelltam erstellt angelegt creele fechadecreacion datadicreazione criadoem aangemaakt utworzono создан 作成日',
    ),
  ],
  [
    'confirm-time',
    set(
      'confirmtime confirmedat confirmedon confirmationtime confirmationdate confirmdate confirmationat dateconfirmed doubleoptinat doubleoptindate doubleoptintime verifiedat verifiedon verifieddate bestatigtam confirmele fechadeconfirmacion confermatoil bevestigdop активировано 確認日',
    ),
  ],
  [
    'opt-in-ip',
    set(
      'optinip ip ipaddress signupip subscribeip subscriptionip optinipaddress registrationip ipadresse adresseip direccionip indirizzoip ipsignup consentip',
    ),
  ],
  ['confirm-ip', set('confirmip confirmationip confirmedip confirmipaddress doubleoptinip ipopt')],
  ['method', set('optinmethod optintype subscriptionmethod')],
  [
    'source',
    set(
      'source optinsource signupsource subscriptionsource addedvia signedupfrom acquisitionsource referrerurl referrer consentsource quelle herkunft origine origen fonte bron zrodlo',
    ),
  ],
];

const statusNames =
  set(`status emailstatus subscriberstatus subscriptionstatus contactstatus memberstatus mailstatus userstatus liststatus
  newsletterstatus marketingstatus emailmarketingstatus consentstatus optinstatus substatus emailsubscriptionstatus emailmarketingconsent subscribertype
  emailpreference groupstatus deliverystatus subscriptionstate subscriberstate emailstate mailpreference kontaktstatus anmeldestatus abostatus newsletteranmeldung
  statut statutabonnement statutdabonnement statutdelabonne estadodesuscripcion estadosuscripcion statoiscrizione statodelliscrizione statusinscricao statussubskrypcji
  статус статусподписки 購読状態 購読ステータス 登録状態 配信状態 配信ステータス ステータス 状態 状态 订阅状态 狀態 訂閱狀態 상태 구독상태 κατασταση סטטוס الحالة durum`);
const weakStatusNames = set(
  'state type estado stato etat stav tila tillstand stan situacao situation membership membershipstatus subscription consent permission abonnement abo newsletter reception delivery',
);

/** `is_subscribed`, `Email Status`, `has opted out`, `Is this subscriber confirmed`: all begin with what tells nothing. */
const beginnings =
  /^(?:is|has|was|date|time|datum|fecha|data)?(?:de|of|der|di|du|da)?(?:this)?(?:email|user|subscriber|subscription|account|contact|list|newsletter|marketing|mail|member|customer|accepts|ist|wurde|est|esta)?(?:is|has|was|marketing)?/;
const timeEndings =
  /(?:at|on|date|time|timestamp|since|am|um|datum|zeitpunkt|zeit|le|el|il|op|den|dato|data|fecha|ts|日|日時|日付)$/;

interface FlagMeaning {
  readonly yes: SaidState | 'confirmed' | null;
  readonly no: SaidState | null;
  readonly isWeak: boolean;
}

const flags: readonly (readonly [ReadonlySet<string>, FlagMeaning])[] = [
  [
    set(
      'subscribed issubscribed subscribe subscribedtoemails subscribedtomarketingemails emailsubscribed newslettersubscribed receivesemails receiveemails',
    ),
    { yes: 'mail', no: 'left', isWeak: false },
  ],
  [
    set('confirmed verified activated emailconfirmed emailverified doubleoptin'),
    { yes: 'confirmed', no: 'unconfirmed', isWeak: false },
  ],
  [set('enabled'), { yes: 'mail', no: 'manual', isWeak: false }],
  [
    set(
      'optin optedin acceptsmarketing acceptsemailmarketing emailoptin marketingoptin emailconsent marketingconsent newsletteroptin agreed',
    ),
    { yes: 'mail', no: 'left', isWeak: false },
  ],
  [
    set(
      'newsletter active consent gdprconsent permission mailinglist marketing accepted aktiv actif activo attivo ativo abo abonniert newsletterabo',
    ),
    { yes: 'mail', no: 'left', isWeak: true },
  ],
  [
    set(
      'unsubscribed unsubscribe unsub unsubscription unsubscribedate unsubtime optout optedout left leftat leave donotmail donotemail donotcontact nomail noemail deleted removed cancelled canceled suspend suspended emaildisabled emailsdisabled emailoptout hasoptedoutofemail optoutofemail abmeldung abmeldedatum austritt dedesinscription desinscription desabonnement debaja baja cancellazione disiscrizione uitschrijving wypis отписка отписки',
    ),
    { yes: 'left', no: null, isWeak: false },
  ],
  [
    set('bounced bounce hardbounced hardbounce bouncedat cleaned clean cleantime undeliverable unreachable'),
    { yes: 'hard-bounce', no: null, isWeak: false },
  ],
  [
    set('complained complaint spam markedasspam spamcomplaint reportedspam spamreport abuse'),
    { yes: 'complaint', no: null, isWeak: false },
  ],
  [
    set(
      'blocked banned blacklisted blocklisted blacklist blocklist suppressed disabled emailblacklisted emailblocklisted accountdisabled gesperrt',
    ),
    { yes: 'manual', no: null, isWeak: false },
  ],
];

/** Columns about something else, whose names hold a word of status. */
const unrelated =
  /sms|phone|mobile|whatsapp|push|payment|order|billing|marital|plan|tier|paid|rate$|count$|number|reason|note|comment|campaign|title|score|opens?$|clicks?$|^last(?!name)|activesubscription/;

/** Whether a column is about something else than mail, whatever words are in it. */
export function isUnrelated(name: string): boolean {
  return unrelated.test(bareWord(name));
}

/** The role of a column by its name. */
export function roleOf(name: string): ColumnRole {
  const bare = bareWord(name);
  if (names.has(bare)) return { kind: 'name' };
  if (firstNames.has(bare)) return { kind: 'first-name' };
  if (lastNames.has(bare)) return { kind: 'last-name' };
  if (attributes.has(bare)) return { kind: 'attributes' };
  if (tags.has(bare)) return { kind: 'tags' };
  if (lists.has(bare)) return { kind: 'lists' };
  const consent = consents.find(([, spellings]) => spellings.has(bare));
  if (consent) return { kind: 'consent', what: consent[0] };
  return stateRole(bare) ?? { kind: 'field' };
}

function stateRole(bare: string): ColumnRole | null {
  if (bare === '' || unrelated.test(bare)) return null;
  if (statusNames.has(bare)) return { kind: 'status', isWeak: false };
  const spellings = spellingsOf(bare);
  const flag = flags.find(([known]) => spellings.some((spelling) => known.has(spelling)));
  if (flag) return { kind: 'flag', ...flag[1] };
  if (weakStatusNames.has(bare)) return { kind: 'status', isWeak: true };
  for (const spelling of spellings) {
    const role = namedForState(spelling, spelling !== bare && timeEndings.test(bare));
    if (role) return role;
  }
  return null;
}

/** A column that is named for a state: what is in it says yes or no to that, or when. */
function namedForState(spelling: string, isTime: boolean): ColumnRole | null {
  const meaning = spelling.length < 4 ? null : meaningOf(spelling);
  if (meaning === null || meaning === 'never') return null;
  if (meaning === 'mail')
    return isTime
      ? { kind: 'consent', what: 'opt-in-time' }
      : { kind: 'flag', yes: 'mail', no: 'left', isWeak: true };
  if (meaning === 'confirmed')
    return isTime
      ? { kind: 'consent', what: 'confirm-time' }
      : { kind: 'flag', yes: 'confirmed', no: 'unconfirmed', isWeak: false };
  return { kind: 'flag', yes: meaning, no: null, isWeak: false };
}

function spellingsOf(bare: string): string[] {
  const heads = [bare, bare.replace(beginnings, ''), bare.replace(/^(?:is|has|was)(?:this)?/, '')];
  return [...new Set(heads.flatMap((head) => [head, head.replace(timeEndings, '')]))].filter(
    (one) => one !== '',
  );
}
