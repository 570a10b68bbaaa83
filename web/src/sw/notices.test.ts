import { describe, expect, test } from 'vitest'
import { addressOf, placeOf, shown } from './notices'

const notice = { title: 'Giấy mời họp', body: 'Phiên họp', link: '/meetings/m1', tag: 't', language: 'vi' }

describe('a notice on a device', () => {
  test('shows what the server says', () => {
    const { title, options } = shown(JSON.stringify(notice))
    expect(title).toBe('Giấy mời họp')
    expect(options).toMatchObject({ body: 'Phiên họp', tag: 't', lang: 'vi', data: { link: '/meetings/m1' } })
  })

  test.each([undefined, '', 'null', '{', '"x"'])('shows something for %s', text => {
    expect(shown(text).title).toBe('Hop')
    expect(shown(text).options.data).toEqual({ link: '/inbox' })
  })

  test.each(['https://evil.example/', '//evil.example', 'javascript:alert(1)', undefined, 7])(
    'does not lead out of the app by %s',
    link => {
      expect(new URL(addressOf(link, 'https://hop.example')).origin).toBe('https://hop.example')
    },
  )

  test('leads to the day of a booking in the window that is open', () => {
    const address = addressOf('/rooms?day=2026-11-23', 'https://hop.example')
    expect(placeOf(address)).toBe('/rooms?day=2026-11-23')
  })

  test('leads to its meeting', () => {
    expect(addressOf('/meetings/m1', 'https://hop.example')).toBe('https://hop.example/meetings/m1')
  })
})
