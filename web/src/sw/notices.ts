/** What the server sends (services/notify/pushes/model.py): `link` is a path of the app. */
export interface Notice {
  title: string
  body: string
  link: string
  tag: string
  language: string
}

interface Shown {
  title: string
  options: NotificationOptions
}

/** A notice as the device shows it. What cannot be read still shows something: browsers end the subscription of an app that shows nothing. */
export function shown(text: string | undefined): Shown {
  const notice = read(text)
  return {
    title: notice.title ?? 'Hop',
    options: {
      body: notice.body ?? '',
      tag: notice.tag ?? 'hop',
      lang: notice.language ?? 'vi',
      icon: '/icon-192.png',
      badge: '/icon-192.png',
      data: { link: notice.link ?? '/inbox' },
      // Chromium and WebKit know it, the type does not: a newer notice of the same matter is heard too.
      ...({ renotify: true } as object),
    },
  }
}

/** Where a tap leads: never out of the app. */
export function addressOf(link: unknown, origin: string): string {
  const address = new URL(typeof link === 'string' ? link : '/', origin)
  return address.origin === origin ? address.href : `${origin}/`
}

/** The same as the app's router takes it. */
export function placeOf(address: string): string {
  const { pathname, search } = new URL(address)
  return pathname + search
}

function read(text: string | undefined): Partial<Notice> {
  try {
    const said: unknown = JSON.parse(text ?? '')
    return typeof said === 'object' && said ? said : {}
  } catch {
    return {}
  }
}
