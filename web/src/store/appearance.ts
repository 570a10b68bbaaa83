export type Appearance = 'system' | 'light' | 'dark'

const key = 'hop.appearance'
const dark = matchMedia('(prefers-color-scheme: dark)')

export function currentAppearance(): Appearance {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseAppearance(appearance: Appearance): void {
  localStorage.setItem(key, appearance)
  show()
}

export function startAppearance(): void {
  dark.addEventListener('change', show)
  show()
}

function show(): void {
  const chosen = currentAppearance()
  const isDark = chosen === 'dark' || (chosen === 'system' && dark.matches)
  document.documentElement.dataset.appearance = isDark ? 'dark' : 'light'
}
