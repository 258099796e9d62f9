/* Runs before the first paint: language, theme and the site's name, nothing else. Published as the classic script /assets/boot.js. */
;(() => {
  const root = document.documentElement
  const read = (key: string): string | null => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null // storage is blocked: defaults serve
    }
  }
  const asked = new URLSearchParams(location.search).get('lang')
  const wanted = asked || read('et.lang') || (navigator.languages || [navigator.language])[0] || ''
  const chinese = /^zh-(?:tw|hk|mo|hant)/i.test(wanted) ? 'zh-TW' : 'zh-CN'
  root.lang = /^zh/i.test(wanted) ? chinese : 'en'
  const theme = read('et.theme')
  if (theme === 'dark' || theme === 'light') root.dataset['theme'] = theme
  const site = read('et.site')
  if (site) {
    root.dataset['site'] = ''
    root.style.setProperty('--site', JSON.stringify(site))
  }
  // A browser that cannot read the page's script says so by this alone: the script never runs.
  addEventListener('error', (event) => {
    const { target } = event
    const unread = event.error instanceof SyntaxError || target instanceof HTMLScriptElement
    const told = document.querySelector('.too-old')
    if (unread && told) told.removeAttribute('hidden')
  })
  // The catalogue of this language is fetched behind the first paint, so that it does not delay it.
  const self = document.currentScript
  const url = self && self.dataset[root.lang === 'zh-TW' ? 'tw' : root.lang.slice(0, 2)]
  if (!url || typeof PerformanceObserver === 'undefined') return
  const painted = new PerformanceObserver(() => {
    painted.disconnect()
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = url
    document.head.append(link)
  })
  painted.observe({ type: 'paint' })
})()
