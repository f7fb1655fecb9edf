/** Comes with the page of the links (`bring`). */
export const links = {
  about:
    'Ce que le nœud national sait de la liaison avec chaque partenaire, et ce qu’il faut faire si elle va mal.',
  unread: 'L’état des liaisons n’a pas encore été lu.',
  refused: 'L’état des liaisons n’a pas pu être lu : {why}',
  none: 'Aucun partenaire.',
  old: 'État lu : {t}. Sans nouvelles depuis, il a pu changer.',
  up: 'Liaison établie. Entendu : {t}.',
  silent: 'Liaison muette. Dernier signe : {t}.',
  never: 'Jamais entendu.',
  unknown: 'État inconnu maintenant. Dernier signe connu : {t}.',
  unknownNever: 'État inconnu maintenant. Jamais entendu jusque-là.',
  alarms: 'Alarmes',
  noAlarm: 'Aucune alarme.',
  do_silent:
    'Nos envois attendent ici et partiront d’eux-mêmes. Pour ce qui est urgent, appelez vos homologues. Prévenez l’exploitant si cela dure.',
  do_gap:
    'Des messages du partenaire ont été sautés : une alerte peut manquer ici. Une comparaison les fait renvoyer ; le superviseur ou le centre national la lance. S’il en manque encore après, prévenez l’exploitant.',
  'do_receipts-overdue':
    'Ne tenez pas ces envois pour reçus. Si c’est urgent, appelez vos homologues. Une comparaison les fait renvoyer ; le superviseur ou le centre national la lance.',
  do_drift:
    'Les deux côtés ne tiennent pas la même chose, et renvoyer n’a pas suffi. La comparaison recommence d’elle-même toutes les dix minutes ; si l’alarme reste, prévenez l’exploitant.',
  'do_urgent-limit':
    'Le partenaire a signé en une heure plus de messages urgents que l’accord n’en prévoit. Tous sont reçus et traités. Le superviseur en parle avec son homologue.',
  do_unknown: 'Cette console ne connaît pas encore cette alarme. Prévenez l’exploitant en citant ce code.',
  inbound: 'Messages reçus',
  noInbound: 'Rien reçu encore.',
  noGap: 'Aucun message ne manque.',
  gap: {
    one: 'Le message {first} de la voie « {lane} » (partition {partition}) manque. Constaté : {t}.',
    other:
      'Les messages {first} à {last} de la voie « {lane} » (partition {partition}) manquent. Constaté : {t}.',
  },
  lane_urgent: 'alertes urgentes',
  lane_routine: 'alertes ordinaires',
  lane_receipt: 'accusés',
  lane_control: 'service',
  lane_watchlist: 'listes de recherche',
  receipts: 'Accusés attendus',
  noneOverdue: 'Aucun accusé en retard.',
  overdue: {
    one: '{n} envoi n’a pas reçu de réponse dans le délai convenu. Parti : {t}.',
    other: '{n} envois n’ont pas reçu de réponse dans le délai convenu. Le plus ancien est parti : {t}.',
  },
  comparisons: 'Dernières comparaisons',
  ours: 'Ce que nous avons envoyé',
  theirs: 'Ce que nous avons reçu',
  c_never: 'Jamais comparé.',
  c_running: 'Comparaison en cours…',
  c_complete: 'Complète ({t}) : les deux côtés concordaient.',
  c_mended: {
    one: 'Complète ({t}) : {n} écart trouvé et réparé ; les deux côtés concordaient ensuite.',
    other: 'Complète ({t}) : {n} écarts trouvés et réparés ; les deux côtés concordaient ensuite.',
  },
  c_partial: {
    one: 'Partielle ({t}) : {n} écart trouvé. Tout n’a pas été comparé ou réparé : il peut y en avoir d’autres.',
    other:
      'Partielle ({t}) : {n} écarts trouvés. Tout n’a pas été comparé ou réparé : il peut y en avoir d’autres.',
  },
  c_partialNone: 'Partielle ({t}) : tout n’a pas été comparé. Rien ne prouve que les deux côtés concordent.',
  c_failed: 'Échouée ({t}) : rien n’a pu être comparé.',
  lists: 'Envoi des listes de recherche',
  s_never: 'Jamais envoyées en entier.',
  s_walking: 'Envoi en cours : {list}.',
  s_starting: 'Envoi en cours.',
  s_undecided: {
    one: 'Tout est signé ; notre passerelle doit encore décider de {n} inscription.',
    other: 'Tout est signé ; notre passerelle doit encore décider de {n} inscriptions.',
  },
  s_verifying: 'Tout est envoyé ; une comparaison doit encore prouver que le partenaire tient tout.',
  s_complete: 'Complet ({t}) : le partenaire a confirmé qu’il tient tout ce qui lui a été envoyé.',
  s_superseded: 'Remplacé par un autre envoi ({t}).',
  cause_agreement: 'Commencé avec l’accord en vigueur : {t}.',
  cause_asked: 'Commencé à la demande : {t}.',
  seen: 'Inscriptions vues',
  shared: 'Envoyées',
  takenBack: 'Reprises',
  withheld: 'Retenues',
  undecided: 'À décider',
  compare: 'Comparer maintenant',
  compareTitle: 'Comparer maintenant : {nation}',
  compareMeans:
    'Les deux côtés comparent tout ce qu’ils se sont envoyé. Ce qui manque est renvoyé aussitôt ; rien n’est effacé.',
  resend: 'Renvoyer les listes',
  resendTitle: 'Renvoyer les listes {nation}',
  resendMeans:
    'Toutes nos inscriptions sont revues selon l’accord en vigueur : ce qui peut être partagé est envoyé, ce qui ne le peut plus est repris. De longues listes occupent la liaison un moment.',
  needsLine: 'Sans liaison, rien ne peut être lancé.',
  notBegun: 'Rien n’a été lancé : {why}',
  noAnswer: 'Pas de réponse. Regardez l’état ci-dessous avant de recommencer.',
  noAgreement: 'aucun accord avec ce partenaire n’est en vigueur.',
} as const;
