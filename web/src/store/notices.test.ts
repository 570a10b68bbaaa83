import { afterEach, beforeEach, expect, it } from 'vitest'
import { Problem } from '../services/problem'
import { speak, startWords } from '../words/language'
import { currentNotices, tellProblem, withdrawNotices } from './notices'

beforeEach(() => startWords('vi'))
afterEach(() => withdrawNotices())

const told = (error: unknown) => {
  tellProblem(error)
  return currentNotices().map(notice => notice.text)
}

it('says what went wrong in the words of the server', () => {
  expect(told(new Problem(409, { title: 'Chương trình đã khóa' }))).toEqual(['Chương trình đã khóa'])
})

it('has words of its own in the language of the person where no answer came or it had none', async () => {
  expect(told(new Problem(0))).toEqual(['Đang ngoại tuyến'])
  expect(told(new Problem(502))).toEqual(['Không thực hiện được'])
  expect(told(new TypeError('x is undefined'))).toEqual(['Không thực hiện được'])
  await speak('en')
  expect(told(new Problem(0))).not.toEqual(['Đang ngoại tuyến'])
})
