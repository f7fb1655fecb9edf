import type { shift as french } from '../fr/shift.js';
import type { Translation } from '../message.js';

export const shift: Translation<typeof french> = {
  title: 'بداية المناوبة',
  officer: 'من في الخدمة',
  officerHint: 'سجّل الخروج قبل مغادرة هذا المكتب: يُتلف عندئذ ما هو محفوظ هنا.',
  sound: 'صوت الإنذار',
  soundHint: 'نغمتان صاعدتان كل عشر ثوان ما دام إشعار فوري لم يتولّه أحد.',
  soundTest: 'إسماع الإنذار',
  soundPlayed: 'رنّ الإنذار الآن. إن لم تسمع شيئا فارفع صوت الجهاز.',
  soundFailed: 'المتصفح يرفض الصوت. راجع إعداداته وأبق هذه الشاشة أمام عينيك.',
  soundReady: 'الصوت مفعّل.',
  mute: 'كتم الصوت',
  muteHint: 'عشر دقائق على الأكثر. يُدوَّن الكتم في السجل، وتستمر الشاشة والتصعيد.',
  muteFor: '{n} د',
  languageHint: 'تُكتب الأوقات والرموز والأرقام بالشكل نفسه في اللغات الثلاث.',
  theme: 'الإضاءة',
  themeHint: 'نهار للمكتب، رمل للشمس القوية، ليل كي لا تُبهر العين.',
  theme_day: 'نهار',
  theme_sand: 'رمل',
  theme_night: 'ليل',
  density: 'الحجم',
  densityHint: 'كثيف لشاشة كبيرة، كبير لهاتف أو مع القفازات.',
  density_desk: 'كثيف',
  density_post: 'كبير',
  begin: 'ابدأ',
};
