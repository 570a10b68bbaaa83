import { describe, expect, it } from 'vitest'
import { SignedLink } from './link'

function issuer(lifetime: number, now: () => number) {
  let issued = 0
  return {
    count: () => issued,
    issue: async () => {
      issued += 1
      return { url: `/objects/${issued}`, expires_at: new Date(now() + lifetime).toISOString() }
    },
  }
}

describe('signed link', () => {
  it('is used until shortly before its end, then renewed', async () => {
    let now = 1_000_000
    const source = issuer(120_000, () => now)
    const link = new SignedLink(source.issue, null, () => now)
    expect(await link.url()).toBe('/objects/1')
    now += 100_000
    expect(await link.url()).toBe('/objects/1')
    now += 15_000
    expect(await link.url()).toBe('/objects/2')
  })

  it('is renewed once for many requests at the same moment', async () => {
    const source = issuer(120_000, () => 0)
    const link = new SignedLink(source.issue, null, () => 0)
    await Promise.all([link.url(), link.url(), link.url()])
    expect(source.count()).toBe(1)
  })

  it('is renewed when the store refuses it early', async () => {
    const source = issuer(120_000, () => 0)
    const link = new SignedLink(source.issue, null, () => 0)
    const first = await link.url()
    link.refuse(first)
    expect(await link.url()).toBe('/objects/2')
  })

  it('passes on the refusal when the paper is no longer shared', async () => {
    const link = new SignedLink(
      () => Promise.reject(new Error('denied')),
      null,
      () => 0,
    )
    await expect(link.url()).rejects.toThrow('denied')
  })
})
