import { createHash } from 'node:crypto';

export const LANGUAGES = ['fr', 'ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Notice = 'refused' | 'wait' | 'expired' | 'failed';

const TEXTS = {
  fr: {
    self: 'Français',
    title: 'Connexion',
    lead: 'Passerelle · console des officiers',
    username: 'Matricule',
    password: 'Mot de passe',
    submit: 'Se connecter',
    demonstration: 'DONNÉES FICTIVES',
    again: 'Recommencer',
    languages: 'Langue',
    refused: 'Matricule ou mot de passe inconnu. Vérifiez et recommencez.',
    wait: 'Trop d’essais. Attendez cinq minutes, ou appelez votre superviseur.',
    expired: 'Cette connexion a expiré. Rien n’est perdu : recommencez.',
    failed: 'La connexion n’a pas abouti. Recommencez.',
  },
  ar: {
    self: 'العربية',
    title: 'تسجيل الدخول',
    lead: 'Passerelle · منصة الضباط',
    username: 'الرقم الوظيفي',
    password: 'كلمة المرور',
    submit: 'دخول',
    demonstration: 'بيانات وهمية',
    again: 'إعادة المحاولة',
    languages: 'اللغة',
    refused: 'الرقم الوظيفي أو كلمة المرور غير معروفة. تحقّق وأعد المحاولة.',
    wait: 'محاولات كثيرة. انتظر خمس دقائق أو اتصل بمشرفك.',
    expired: 'انتهت مهلة تسجيل الدخول. لم يُفقد شيء: أعد المحاولة.',
    failed: 'لم يكتمل تسجيل الدخول. أعد المحاولة.',
  },
  en: {
    self: 'English',
    title: 'Sign in',
    lead: 'Passerelle · officers’ console',
    username: 'Service number',
    password: 'Password',
    submit: 'Sign in',
    demonstration: 'FICTITIOUS DATA',
    again: 'Start again',
    languages: 'Language',
    refused: 'Unknown service number or password. Check and try again.',
    wait: 'Too many attempts. Wait five minutes, or call your supervisor.',
    expired: 'This sign-in has expired. Nothing is lost: start again.',
    failed: 'The sign-in did not succeed. Start again.',
  },
} as const satisfies Record<Language, Record<string, string>>;

const STYLE = `
  :root { color-scheme: light dark; --paper:#fff; --ink:#14181f; --line:#767e8a; --act:#0b4f8a; --on-act:#fff; --bad:#9b1c1c }
  @media (prefers-color-scheme: dark) {
    :root { --paper:#1a2029; --ink:#e8ebf0; --line:#6f7b8b; --act:#82b8ff; --on-act:#14181f; --bad:#ff8a80 }
  }
  * { box-sizing: border-box }
  body { margin:0; background:var(--paper); color:var(--ink); line-height:1.5;
    font:1.125rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans Arabic","Noto Naskh Arabic",Tahoma,sans-serif }
  :lang(ar) { line-height:1.7 }
  .demonstration { margin:0; padding:.25rem 1rem; border-block-end:2px solid currentColor; font-weight:700; text-align:center }
  main { max-width:24rem; margin:8vh auto 2rem; padding-inline:1rem }
  h1 { margin:0; font-size:1.75rem; line-height:1.2 }
  .lead { margin:.25rem 0 1.5rem }
  .notice { margin:0 0 1rem; padding:.75rem 1rem; border-inline-start:6px solid var(--bad); font-weight:600 }
  label { display:block; margin-block:1rem .25rem; font-weight:600 }
  input { inline-size:100%; min-block-size:3rem; padding-inline:.75rem; font:inherit; color:inherit;
    background:transparent; border:2px solid var(--line); border-radius:4px; direction:ltr }
  button, .again { display:block; inline-size:100%; min-block-size:3rem; margin-block-start:1.5rem; padding:.5rem 1rem;
    font:inherit; font-weight:700; text-align:center; color:var(--on-act); background:var(--act); border:0; border-radius:4px; text-decoration:none }
  :focus-visible { outline:3px solid var(--act); outline-offset:2px }
  nav { display:flex; gap:1.5rem; margin-block-start:2rem }
  nav a { color:inherit; padding-block:.5rem }
  nav a[aria-current] { font-weight:700; text-decoration:none }
`;

/** Of everything the page may do: its one style and a form that leads back to the console. */
export function contentSecurityPolicy(consoleUrl: string): string {
  const style = createHash('sha256').update(STYLE).digest('base64');
  return [
    `default-src 'none'`,
    `style-src 'sha256-${style}'`,
    `form-action 'self' ${new URL(consoleUrl).origin}`, // the answer to the form redirects there
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

export interface PageView {
  language: Language;
  /** ISO 3166 alpha-2. */
  nation: string;
  notice?: Notice;
  /** Typed before, shown again. */
  username?: string;
}

/** The form, without a script. Everything that was typed is escaped. */
export function signInPage(view: PageView): string {
  const text = TEXTS[view.language];
  return page(
    view,
    `${view.notice ? notice(text[view.notice]) : ''}
    <form method="post">
      <label for="username">${text.username}</label>
      <input id="username" name="username" value="${escape(view.username ?? '')}" autocomplete="username"
        autocapitalize="none" spellcheck="false" maxlength="64" required autofocus>
      <label for="password">${text.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required>
      <button>${text.submit}</button>
    </form>
    <nav aria-label="${text.languages}">${LANGUAGES.map((language) => languageLink(language, view)).join('')}</nav>`,
  );
}

/** Where a sign-in can not go on: why, and the way to a new one. */
export function endedPage(view: PageView & { notice: Notice; startUrl: string }): string {
  const text = TEXTS[view.language];
  return page(
    view,
    `${notice(text[view.notice])}<a class="again" href="${escape(view.startUrl)}">${text.again}</a>`,
  );
}

/** The first language of ours that the visitor asks for; French otherwise. */
export function preferredLanguage(...wishes: (string | null | undefined)[]): Language {
  const wanted = wishes.flatMap((wish) => (wish ?? '').toLowerCase().split(/[\s,]+/));
  const codes = wanted.map((tag) => tag.slice(0, 2));
  return LANGUAGES.find((language) => language === codes.find((code) => isLanguage(code))) ?? 'fr';
}

function isLanguage(code: string): code is Language {
  return (LANGUAGES as readonly string[]).includes(code);
}

function page({ language, nation }: PageView, content: string): string {
  const text = TEXTS[language];
  const name = escape(new Intl.DisplayNames([language], { type: 'region' }).of(nation) ?? nation);
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${text.title} · ${name} · Passerelle</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <header><p class="demonstration">${text.demonstration}</p></header>
    <main>
      <h1>${text.title}</h1>
      <p class="lead">${text.lead} · <bdi>${name}</bdi></p>
      ${content}
    </main>
  </body>
</html>
`;
}

function notice(text: string): string {
  return `<p class="notice" role="alert">${text}</p>`;
}

function languageLink(language: Language, view: PageView): string {
  const current = language === view.language ? ' aria-current="true"' : '';
  return `<a href="?lang=${language}" hreflang="${language}" lang="${language}"${current}>${TEXTS[language].self}</a>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
