import type { RuleGroup } from './bounce-rule.ts';

/**
 * Reports in other languages than English. Accents are as mail systems write them, and without. What is too large and
 * who is unknown share their words, so the message comes first, then the mailbox, the domain, and the reader.
 */
export const languages: readonly RuleGroup[] = [
  {
    provider: 'other languages: the message',
    source: 'Translated notices of Exchange, Domino, GMX, Mail.Ru, Sina and mobile carriers',
    rules: [
      {
        pattern:
          /taille (?:limite )?du message|message .{0,40}trop (?:volumineux|grand|gros)|nachricht .{0,40}(?:zu gro(?:ß|ss)|maximale gr[öo](?:ß|ss)e)|mensaje .{0,40}(?:demasiado grande|excede|supera)|mensagem .{0,40}(?:muito grande|excede|ultrapassa)|messaggio .{0,40}(?:troppo grande|supera)|bericht .{0,40}te groot|wiadomo\S{1,3} .{0,40}zbyt du|(?:письмо|сообщение) .{0,40}(?:слишком большо|превыша)|メッセージ.{0,20}(?:サイズ|大きすぎ)|邮件.{0,12}(?:过大|太大|超过)/,
        category: 'message_too_large',
        example: 'Votre message est trop volumineux pour ce destinataire.',
      },
      {
        pattern:
          /service refus[ée]|veuillez essayer plus tard|trop de connexions|zu viele (?:verbindungen|nachrichten)|demasiadas conexiones|слишком много (?:соединений|писем)|发送频率|發送頻率/,
        category: 'rate_limited',
        example: '421 Service refuse. Veuillez essayer plus tard.',
      },
    ],
  },
  {
    provider: 'other languages: the mailbox',
    source: 'Translated notices of Exchange, Domino, GMX, Mail.Ru, Sina and mobile carriers',
    rules: [
      {
        pattern:
          /(?:bo[iî]te|messagerie|quota).{0,60}(?:pleine|satur[ée]e|d[ée]pass)|(?:postfach|mailbox|posteingang) .{0,40}(?:voll\b|(?:[üu]|ue)berf(?:[üu]|ue)llt)|speicherplatz|zu ?viele mails|buz[óo]n .{0,40}(?:llen[oa]|excedid|cuota)|cuota (?:\S{1,12} )?excedida|caixa .{0,40}cheia|casella .{0,40}piena|(?:mailbox|postvak) .{0,20}vol\b|skrzynk\S{1,3} .{0,30}(?:pełn|przepełn)|schr[áa]nka .{0,30}(?:pln[áa]|přeplněn)|posta kutusu .{0,20}dolu|kotas[ıi] .{0,20}(?:doldu|aş)|(?:brevl[åa]da|inkorg|postkasse|postboks|innboks)\S{0,3} .{0,30}(?:full|fuld|fyldt)|postilaatikko .{0,20}täyn|postafiók\S{0,3} .{0,20}(?:megtelt|tele)|ящик .{0,60}(?:переполнен|заполнен)|переполнен/,
        category: 'mailbox_full',
        example: 'Das Postfach des Empfängers ist voll.',
      },
      {
        pattern:
          /メールボックスが?(?:一杯|いっぱい|満杯)|容量.{0,12}(?:超|不足|オーバー)|(?:邮箱|郵箱|信箱).{0,12}(?:已满|已滿|满|滿|空间不足|容量)|(?:메일함|메일박스|편지함|용량).{0,20}(?:초과|가득|꽉|부족)/,
        category: 'mailbox_full',
        example: '收件人邮箱已满，无法接收邮件',
      },
      {
        pattern:
          /(?:compte|konto|account|cuenta|conta|utente|casella|bo[iî]te|postfach|destinataire).{0,40}(?:d[ée]sactiv|bloqu[ée]|archiv[ée]e|gesperrt|deaktiviert|suspendid|bloquead|desactivad|disattivat|sospes|zablokowan)|заблокирован|отключен|(?:账号|帐号|帳號|账户|用户).{0,12}(?:停用|冻结|禁用|被锁)|(?:계정|메일함).{0,12}(?:정지|휴면|차단)/,
        category: 'disabled',
        example: 'Das Konto des Empfängers ist gesperrt.',
      },
    ],
  },
  {
    provider: 'other languages: the domain',
    source: 'Translated notices of Exchange, Domino, GMX, Mail.Ru, Sina and mobile carriers',
    rules: [
      {
        pattern:
          /(?:domaine|dom[äa]ne|dom[íi]nio|domein|domena|domänen?|домен\S{0,2}) .{0,60}(?:inconnu|introuvable|n'existe pas|existiert nicht|unbekannt|nicht gefunden|no existe|no se (?:ha )?enc[uo]\S{0,3}ntr|n[ãa]o existe|inesistente|non (?:esiste|trovat)|bestaat niet|onbekend|nie istnieje|не (?:найден|существ))|ドメイン.{0,30}(?:見つかり|存在し|不明)|(?:域名|网域).{0,12}(?:不存在|无效|无法解析)|도메인.{0,30}(?:없|존재하지)/,
        category: 'invalid_domain',
        example: "Le domaine du destinataire n'existe pas.",
      },
    ],
  },
  {
    provider: 'other languages: the reader',
    source: 'Translated notices of Exchange, Domino, GMX, Mail.Ru, Sina and mobile carriers',
    rules: [
      {
        pattern:
          /(?:utilisateur|destinataire|adresse|compte|messagerie|bo[iî]te).{0,80}(?:inconnue?|n'?existe pas|non recens|invalide|introuvable|inexistante?|pas trouv[ée]|erron[ée])|n'existe pas|non r[ée]pertori[ée]|(?:empf(?:[äa]|ae)nger|benutzer|adresse|postfach|teilnehmer|konto).{0,80}(?:unbekannt|existiert (?:dort )?nicht|nicht (?:\S{1,12} )?gefunden|nicht bekannt|ung(?:[üu]|ue)ltig|nicht vorhanden|nicht erkannt|nicht verf(?:[üu]|ue)gbar|nicht erreichbar|gibt es nicht)/,
        category: 'invalid_recipient',
        example: "L'adresse de messagerie n'existe pas.",
      },
      {
        pattern:
          /(?:usuario|destinatario|cuenta|buz[óo]n|direcci[óo]n).{0,80}(?:no existe|desconocid|no (?:ha sido |fue )?encontrad|no se (?:ha )?(?:podido )?enc[uo]\S{0,3}ntr|inexistente|no (?:es )?v[áa]lid|inv[áa]lid|incorrect)|no existe (?:dicha|ese|el)|no se encuentra en el directorio|(?:usu[áa]rio|destinat[áa]rio|conta|caixa|endere[çc]o).{0,80}(?:n[ãa]o existe|desconhecid|inexistente|inv[áa]lid|n[ãa]o (?:foi )?(?:poss[íi]vel )?enc[ou]ntra)|(?:utente|indirizzo|destinatario|casella|impossibile).{0,80}(?:sconosciut|inesistente|non (?:esiste|(?:[èe] stat\S )?trovat|valid|riconosciut)|trovare l'indirizzo)|nessun utente|non sono riuscito a trovare l'indirizzo/,
        category: 'invalid_recipient',
        example: 'No se encontró la dirección: el destinatario no existe.',
      },
      {
        pattern:
          /(?:gebruiker|ontvanger|adres|postvak|mailbox).{0,60}(?:onbekend|bestaat niet|niet (?:worden )?gevonden|ongeldig)|(?:użytkownik|adres|skrzynk|odbiorc)\S{0,3} .{0,60}(?:nie istnieje|nieznan|nie znaleziono|nieprawidłow)|nie (?:znaleziono|ma) .{0,20}(?:użytkownika|odbiorcy|adresu|skrzynki)|(?:uživatel|adres|schránk|příjemc)\S{0,3} .{0,50}(?:neexistuje|neznám|nenalezen|neplatn)|(?:mottagare|adresse|användare|bruger|modtager|mottaker|bruker|konto)\S{0,3} .{0,60}(?:hittades inte|finns inte|okänd|findes ikke|ukendt|finnes ikke|ukjent|ikke fundet|ble ikke funnet)|(?:vastaanottaja|käyttäjä|osoite)\S{0,3} .{0,50}(?:ei löydy|ei löytynyt|tuntematon|ei ole olemassa)|(?:címzett|felhasználó|postafiók|cím).{0,50}(?:nem létezik|ismeretlen|nem található)|(?:kullan[ıi]c[ıi]|al[ıi]c[ıi]|adres|posta kutusu).{0,50}(?:bulunamad|bilinmiyor|mevcut değil|geçersiz)/,
        category: 'invalid_recipient',
        example: 'Mottagaren hittades inte: e-postadressen finns inte.',
      },
      {
        pattern:
          /(?:пользовател|получател|адрес|ящик).{0,80}(?:не (?:был )?найден|не существ|неизвест|отсутств|не зарегистрирован|недействит)|нет такого (?:пользователя|адреса|ящика)|(?:宛先|受信者|メールアドレス|ユーザ|アドレス|ディレクトリ).{0,40}(?:見つかり|存在し|不明|ありません|誤り|間違)|(?:用户|收件人|地址|邮箱|帐号|账号).{0,20}(?:不存在|未找到|无效|不正确|不可用)|(?:使用者|收件者|收件人|信箱|帳號|帳戶|地址).{0,20}(?:不存在|找不到|無效|不正確|查無)|(?:找不到|查无|查無).{0,12}(?:用户|收件|邮箱|使用者|信箱|地址)|(?:사용자|수신자|받는 ?사람|메일함|주소|계정).{0,30}(?:없|존재하지|찾을 수|알 수|잘못)/,
        category: 'invalid_recipient',
        example: 'Недопустимый адрес: пользователь с таким именем не найден',
      },
    ],
  },
];
