// Language, direction, theme and density as this device last showed them, before anything is painted.
(function () {
  const root = document.documentElement;
  try {
    const kept = JSON.parse(localStorage.getItem('passerelle-preferences') || '{}');
    if (kept.theme) root.dataset.theme = kept.theme;
    if (kept.density) root.dataset.density = kept.density;
    if (kept.language) {
      root.lang = kept.language;
      root.dir = kept.language === 'ar' ? 'rtl' : 'ltr';
    }
  } catch {
    // A browser that keeps nothing shows the defaults.
  }
})();
