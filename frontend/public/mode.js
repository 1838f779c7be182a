// Runs before the first paint, so that a dark page is never white for a moment. The application sets the rest.
(function () {
  var choice = null;
  try {
    choice = JSON.parse(window.localStorage.getItem('display:v1') || 'null');
  } catch {
    choice = null;
  }
  var mode = choice && choice.mode;
  var dark = mode === 'dark' || (mode !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
})();
