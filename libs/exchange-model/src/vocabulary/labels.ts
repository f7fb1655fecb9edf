import * as codes from './codes.js';

/** Every list that has labels, by the name the interfaces use for it. */
export const VOCABULARIES = {
  category: codes.CATEGORIES,
  action: codes.ACTIONS,
  legalGround: codes.LEGAL_GROUNDS,
  prohibitedGround: codes.PROHIBITED_GROUNDS,
  warning: codes.WARNINGS,
  handling: codes.HANDLING_CODES,
  sourceGrade: codes.SOURCE_GRADES,
  informationGrade: codes.INFORMATION_GRADES,
  urgency: codes.URGENCIES,
  status: codes.STATUSES,
  protection: codes.PROTECTIONS,
  sourceType: codes.SOURCE_TYPES,
  withdrawalReason: codes.WITHDRAWAL_REASONS,
  act: codes.ACTS,
  alertState: codes.ALERT_STATES,
  receiptKind: codes.RECEIPT_KINDS,
  documentType: codes.DOCUMENT_TYPES,
  sex: codes.SEXES,
  nameType: codes.NAME_TYPES,
  namePartKind: codes.NAME_PART_KINDS,
  script: codes.SCRIPTS,
  species: codes.SPECIES,
  datePrecision: codes.DATE_PRECISIONS,
} as const;

export type VocabularyName = keyof typeof VOCABULARIES;

/** French, Arabic, English. */
type Label = readonly [fr: string, ar: string, en: string];

const LABELS: { [N in VocabularyName]: Record<(typeof VOCABULARIES)[N][number], Label> } = {
  category: {
    'CATTLE-THEFT': ['Vol de bétail', 'سرقة الماشية', 'Cattle theft'],
    'STOLEN-VEHICLE': ['Véhicule volé', 'مركبة مسروقة', 'Stolen vehicle'],
    'STOLEN-OBJECT': ['Objet volé', 'غرض مسروق', 'Stolen object'],
    ARMS: ['Trafic d’armes', 'الاتجار بالأسلحة', 'Arms trafficking'],
    DRUGS: ['Trafic de stupéfiants', 'الاتجار بالمخدرات', 'Drug trafficking'],
    'TRAFFICKING-PERSONS': ['Traite des personnes', 'الاتجار بالأشخاص', 'Trafficking in persons'],
    'SMUGGLING-MIGRANTS': ['Trafic illicite de migrants', 'تهريب المهاجرين', 'Smuggling of migrants'],
    TERRORISM: ['Terrorisme', 'الإرهاب', 'Terrorism'],
    'FALSE-DOCUMENT': ['Faux document', 'وثيقة مزورة', 'False document'],
    'WANTED-PERSON': ['Personne recherchée', 'شخص مطلوب', 'Wanted person'],
    'MISSING-PERSON': ['Personne disparue', 'شخص مفقود', 'Missing person'],
    'PERSONS-IN-DISTRESS': ['Personnes en détresse', 'أشخاص في خطر', 'Persons in distress'],
    'UNOFFICIAL-CROSSING': ['Point de passage non officiel', 'معبر غير رسمي', 'Unofficial crossing point'],
    'MODUS-OPERANDI': ['Mode opératoire', 'أسلوب إجرامي', 'Modus operandi'],
  },
  action: {
    ARREST: ['Arrêter', 'التوقيف', 'Arrest'],
    'REFUSE-ENTRY': ['Refuser l’entrée', 'رفض الدخول', 'Refuse entry'],
    'LOCATE-REPORT': ['Localiser et signaler', 'تحديد المكان والإبلاغ', 'Locate and report'],
    PROTECT: ['Protéger', 'الحماية', 'Protect'],
    INTERVIEW: ['Entendre', 'الاستماع إلى الأقوال', 'Interview'],
    SEARCH: ['Fouiller', 'التفتيش', 'Search'],
    OBSERVE: ['Observer discrètement', 'المراقبة السرية', 'Observe discreetly'],
    SEIZE: ['Saisir', 'الحجز', 'Seize'],
    'PRESERVE-EVIDENCE': ['Préserver les preuves', 'حفظ الأدلة', 'Preserve evidence'],
    RESCUE: ['Secourir', 'الإنقاذ', 'Rescue'],
    INFORM: ['Pour information', 'للإعلام', 'For information'],
  },
  legalGround: {
    WARRANT: ['Mandat', 'أمر قضائي', 'Warrant'],
    JUDGMENT: ['Jugement', 'حكم قضائي', 'Judgment'],
    'PROSECUTOR-ORDER': ['Réquisition du procureur', 'أمر من النيابة العامة', 'Prosecutor’s order'],
    'POLICE-REQUEST': ['Demande de police', 'طلب من الشرطة', 'Police request'],
    'ADMINISTRATIVE-BAN': ['Interdiction administrative', 'منع إداري', 'Administrative ban'],
    'OWNER-COMPLAINT': ['Plainte du propriétaire', 'شكوى المالك', 'Owner’s complaint'],
    'FAMILY-REQUEST': ['Demande de la famille', 'طلب من الأسرة', 'Family’s request'],
    'RESIDENT-REPORT': ['Signalement d’un habitant', 'بلاغ من أحد السكان', 'Resident’s report'],
    HUMANITARIAN: ['Motif humanitaire', 'سبب إنساني', 'Humanitarian'],
  },
  prohibitedGround: {
    POLITICAL: ['Politique', 'سياسي', 'Political'],
    MILITARY: ['Militaire', 'عسكري', 'Military'],
    RELIGIOUS: ['Religieux', 'ديني', 'Religious'],
    ETHNIC: ['Ethnique', 'عرقي', 'Ethnic'],
  },
  warning: {
    ARMED: ['Armé', 'مسلح', 'Armed'],
    VIOLENT: ['Violent', 'عنيف', 'Violent'],
    ESCAPED: ['Évadé', 'هارب من الاحتجاز', 'Escaped'],
    'SUICIDE-RISK': ['Risque de suicide', 'خطر الانتحار', 'Risk of suicide'],
    'HEALTH-RISK': ['Risque sanitaire', 'خطر صحي', 'Health risk'],
    'TERRORISM-LINKED': ['Lié au terrorisme', 'على صلة بالإرهاب', 'Linked to terrorism'],
  },
  handling: {
    H0: ['Usage policier', 'للاستعمال الشرطي', 'Police use'],
    H1: ['Pas en justice sans accord', 'لا يستعمل أمام القضاء دون إذن', 'Not in court without leave'],
    H2: ['Pas de transmission sans accord', 'لا ينقل إلى الغير دون إذن', 'No onward sharing without leave'],
    H3: ['Restrictions particulières', 'قيود خاصة', 'Special restrictions'],
  },
  sourceGrade: {
    A: ['Source sûre', 'مصدر موثوق تماما', 'Reliable beyond doubt'],
    B: ['Source généralement sûre', 'مصدر موثوق في الغالب', 'Mostly reliable'],
    C: ['Source peu sûre', 'مصدر قليل الموثوقية', 'Mostly unreliable'],
    X: ['Source non évaluée', 'مصدر غير مقيم', 'Not assessed'],
  },
  informationGrade: {
    '1': ['Exactitude certaine', 'معلومة مؤكدة', 'Known to be accurate'],
    '2': ['Connue de la source', 'معلومة يعرفها المصدر مباشرة', 'Known to the source'],
    '3': ['Corroborée', 'معلومة تؤيدها معلومات أخرى', 'Corroborated'],
    '4': ['Ni connue ni corroborée', 'معلومة غير معروفة وغير مؤيدة', 'Neither known nor corroborated'],
  },
  urgency: {
    urgent: ['Urgent', 'عاجل', 'Urgent'],
    routine: ['Courant', 'عادي', 'Routine'],
  },
  status: {
    Actual: ['Réel', 'حقيقي', 'Actual'],
    Exercise: ['Exercice', 'تمرين', 'Exercise'],
    Test: ['Essai', 'اختبار', 'Test'],
  },
  protection: {
    none: ['Aucune', 'لا شيء', 'None'],
    refugee: ['Réfugié', 'لاجئ', 'Refugee'],
    'asylum-seeker': ['Demandeur d’asile', 'طالب لجوء', 'Asylum seeker'],
    'trafficking-victim': ['Victime de la traite', 'ضحية الاتجار بالأشخاص', 'Victim of trafficking'],
    minor: ['Mineur', 'قاصر', 'Minor'],
  },
  sourceType: {
    officer: ['Agent', 'عون', 'Officer'],
    resident: ['Habitant', 'أحد السكان', 'Resident'],
    system: ['Système', 'نظام آلي', 'System'],
  },
  withdrawalReason: {
    resolved: ['Affaire résolue', 'قضية محلولة', 'Resolved'],
    mistaken: ['Signalement erroné', 'إشعار خاطئ', 'Mistaken'],
    other: ['Autre', 'سبب آخر', 'Other'],
    'no-longer-shared': ['N’est plus partagé', 'لم يعد مشتركا', 'No longer shared'],
    expired: ['Expiré', 'منتهي الصلاحية', 'Expired'],
  },
  act: {
    issue: ['Émission', 'إصدار', 'Issue'],
    update: ['Mise à jour', 'تحديث', 'Update'],
    withdraw: ['Retrait', 'سحب', 'Withdrawal'],
  },
  alertState: {
    active: ['Actif', 'ساري', 'Active'],
    withdrawn: ['Retiré', 'مسحوب', 'Withdrawn'],
    expired: ['Expiré', 'منتهي الصلاحية', 'Expired'],
  },
  receiptKind: {
    accepted: ['Enregistré', 'مسجل', 'Accepted'],
    withheld: ['Retenu', 'محجوب', 'Withheld'],
    delivered: ['Remis', 'مسلم', 'Delivered'],
    refused: ['Refusé', 'مرفوض', 'Refused'],
    displayed: ['Affiché', 'معروض', 'Displayed'],
    acknowledged: ['Pris en charge', 'تم التكفل به', 'Acknowledged'],
    'handed-back': ['Rendu', 'معاد', 'Handed back'],
    actioned: ['Suite donnée', 'تم اتخاذ إجراء', 'Actioned'],
    superseded: ['Remplacé', 'مستبدل', 'Superseded'],
    erased: ['Effacé', 'ممحو', 'Erased'],
  },
  documentType: {
    passport: ['Passeport', 'جواز سفر', 'Passport'],
    'identity-card': ['Carte d’identité', 'بطاقة هوية', 'Identity card'],
    'residence-permit': ['Titre de séjour', 'بطاقة إقامة', 'Residence permit'],
    'driving-licence': ['Permis de conduire', 'رخصة سياقة', 'Driving licence'],
    'laissez-passer': ['Laissez-passer', 'تصريح مرور', 'Laissez-passer'],
    'refugee-card': ['Carte de réfugié', 'بطاقة لاجئ', 'Refugee card'],
    'consular-card': ['Carte consulaire', 'بطاقة قنصلية', 'Consular card'],
    'birth-certificate': ['Acte de naissance', 'شهادة ميلاد', 'Birth certificate'],
    'herder-certificate': ['Certificat de transhumance', 'شهادة الانتجاع', 'Herder’s certificate'],
    'vaccination-card': ['Carnet de vaccination', 'دفتر تلقيح', 'Vaccination card'],
    other: ['Autre document', 'وثيقة أخرى', 'Other document'],
  },
  sex: {
    M: ['Masculin', 'ذكر', 'Male'],
    F: ['Féminin', 'أنثى', 'Female'],
    X: ['Non précisé', 'غير محدد', 'Unspecified'],
  },
  nameType: {
    primary: ['Nom principal', 'الاسم الرئيسي', 'Primary name'],
    birth: ['Nom de naissance', 'اسم الميلاد', 'Birth name'],
    alias: ['Alias', 'اسم مستعار', 'Alias'],
    kunya: ['Kunya', 'كنية', 'Kunya'],
    clan: ['Nom de clan', 'اسم القبيلة', 'Clan name'],
  },
  namePartKind: {
    given: ['Prénom', 'الاسم الشخصي', 'Given name'],
    father: ['Nom du père', 'اسم الأب', 'Father’s name'],
    grandfather: ['Nom du grand-père', 'اسم الجد', 'Grandfather’s name'],
    family: ['Nom de famille', 'الاسم العائلي', 'Family name'],
    particle: ['Particule', 'أداة نسب', 'Particle'],
    clan: ['Clan', 'القبيلة', 'Clan'],
    title: ['Titre', 'لقب تشريفي', 'Title'],
  },
  script: {
    Latn: ['Latin', 'لاتيني', 'Latin'],
    Arab: ['Arabe', 'عربي', 'Arabic'],
    Tfng: ['Tifinagh', 'تيفيناغ', 'Tifinagh'],
    Nkoo: ['N’Ko', 'نكو', 'N’Ko'],
  },
  species: {
    cattle: ['Bovins', 'أبقار', 'Cattle'],
    camel: ['Camelins', 'إبل', 'Camels'],
    sheep: ['Ovins', 'أغنام', 'Sheep'],
    goat: ['Caprins', 'ماعز', 'Goats'],
    donkey: ['Ânes', 'حمير', 'Donkeys'],
    horse: ['Chevaux', 'خيول', 'Horses'],
  },
  datePrecision: {
    year: ['Année', 'السنة', 'Year'],
    month: ['Mois', 'الشهر', 'Month'],
    day: ['Jour', 'اليوم', 'Day'],
  },
};

/** The label of a code in a language. A code that is not on the list is returned as it is: a label never fails. */
export function label(list: VocabularyName, code: string, language: codes.Language): string {
  const labels: Readonly<Record<string, Label>> = LABELS[list];
  if (!Object.hasOwn(labels, code)) return code;
  return labels[code]?.[codes.LANGUAGES.indexOf(language)] ?? code;
}
