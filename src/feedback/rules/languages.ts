import type { RuleGroup } from '../bounce-rule.ts';

/** Reports in other languages than English. Accents are as mail systems write them, and without. */
export const languages: RuleGroup = {
  provider: 'other languages',
  source: 'Translated notices of Exchange, Domino, GMX, Mail.Ru, Sina and mobile carriers',
  rules: [
    {
      pattern:
        /(?:bo[iî]te|messagerie|quota).{0,60}(?:pleine|satur[ée]e|d[ée]pass)|postfach .{0,40}(?:voll|[üu]berf[üu]llt)|speicherplatz|buz[óo]n .{0,40}(?:llen[oa]|excedid|cuota)|cuota (?:\S{1,12} )?excedida|caixa .{0,40}cheia|casella .{0,40}piena|mailbox .{0,20}vol\b|ящик .{0,60}(?:переполнен|заполнен)|переполнен|メールボックスが?(?:一杯|いっぱい)|容量.{0,12}(?:超|不足)|邮箱.{0,8}(?:已满|满)|信箱.{0,8}滿|skrzynk\S{1,3} .{0,30}(?:pełn|przepełn)/,
      category: 'mailbox_full',
      example: 'Das Postfach des Empfängers ist voll.',
    },
    {
      pattern:
        /(?:utilisateur|destinataire|adresse|compte|messagerie|bo[iî]te).{0,80}(?:inconnue?|n'?existe pas|non recens|invalide|introuvable|inexistante?)|n'existe pas|no existe (?:dicha|ese|el)|nessun utente|(?:empf[äa]nger|benutzer|adresse|postfach|teilnehmer).{0,80}(?:unbekannt|existiert nicht|nicht gefunden|nicht bekannt|ung[üu]ltig|nicht vorhanden|nicht erkannt)|(?:usuario|destinatario|cuenta|buz[óo]n|direcci[óo]n).{0,80}(?:no existe|desconocid|no encontrad|inexistente|no (?:es )?v[áa]lid)|(?:usu[áa]rio|destinat[áa]rio|conta|caixa).{0,80}(?:n[ãa]o existe|desconhecid|inexistente|inv[áa]lid|n[ãa]o encontrad)|(?:utente|indirizzo|destinatario|casella).{0,80}(?:sconosciut|inesistente|non (?:esiste|trovat|valid|riconosciut))|non sono riuscito a trovare l'indirizzo|(?:gebruiker|ontvanger|adres|postvak).{0,60}(?:onbekend|bestaat niet|niet gevonden)|(?:пользовател|получател|адрес|ящик).{0,80}(?:не найден|не существ|неизвест|отсутств)|(?:użytkownik|adres|skrzynka).{0,60}(?:nie istnieje|nieznany)|(?:宛先|受信者|メールアドレス|ユーザ).{0,40}(?:見つかり|存在し|不明|ありません)|(?:用户|收件人|地址|邮箱).{0,20}(?:不存在|未找到|无效|不正确)/,
      category: 'invalid_recipient',
      example: "L'adresse de messagerie n'existe pas.",
    },
    {
      pattern: /service refus[ée]|veuillez essayer plus tard|trop de connexions/,
      category: 'rate_limited',
      example: '421 Service refuse. Veuillez essayer plus tard.',
    },
    {
      pattern:
        /(?:compte|konto|account|cuenta|conta|utente).{0,40}(?:d[ée]sactiv|bloqu[ée]|gesperrt|deaktiviert|suspendid|bloquead|disattivat)|заблокирован|отключен/,
      category: 'disabled',
      example: 'Das Konto des Empfängers ist gesperrt.',
    },
  ],
};
