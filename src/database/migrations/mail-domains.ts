/** Who answers for the domains of readers, by their MX records, as far as it was asked. */
export const mailDomainsStatements: readonly string[] = [
  `create table mail_domain (
     domain text primary key,
     provider text,
     asked_at timestamptz not null default now()
   )`,
];
