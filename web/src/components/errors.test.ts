import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/client'
import codes from '@/i18n/codes.json'
import en from '@/i18n/en'
import enSettings from '@/i18n/en/settingsPages'
import zh from '@/i18n/zh-CN'
import zhSettings from '@/i18n/zh-CN/settingsPages'
import { errorText, failureText } from './errors'

const texts = { en: { ...en, ...enSettings }, 'zh-CN': { ...zh, ...zhSettings } }
const languages = ['en', 'zh-CN'] as const
let said: Record<(typeof languages)[number], TFunction>

beforeAll(async () => {
  await i18next.init({
    resources: { en: { translation: texts.en }, 'zh-CN': { translation: texts['zh-CN'] } },
    interpolation: { escapeValue: false },
  })
  said = { en: i18next.getFixedT('en'), 'zh-CN': i18next.getFixedT('zh-CN') }
})

describe.each(languages)('%s', (language) => {
  it.each(codes.errors)('has a sentence for the error %s', (code) => {
    const error = new ApiError(422, code, 'What the server says.')
    const sentence = errorText(error, said[language])
    expect(texts[language].errors.codes).toHaveProperty(code)
    expect(sentence).not.toContain('{{')
    expect(failureText({ code, message: 'What the server says.' }, said[language], '').text).toBe(sentence)
  })
  it.each(codes.findings)('has words for the finding %s of the doctor', (code) => {
    expect(texts[language].doctor.findings).toHaveProperty(code)
  })
  it.each(codes.hints)('has words for the hint %s', (code) => {
    expect(texts[language].models.hints).toHaveProperty(code)
  })
})

const leaf = (tree: object, path: string): unknown => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], tree)

describe.each(languages)('the audit log in %s', (language) => {
  it.each(codes.actions)('has words for the action %s, and for its area', (action) => {
    expect(leaf(texts[language].auditActions, action)).toEqual(expect.any(String))
    expect(texts[language].audit.areas).toHaveProperty(action.split('.')[0]!)
  })
})

it('keeps no sentence for codes that the server does not know', () => {
  const known = new Set([...codes.errors, ...codes.errors.map((code) => `${code}_named`)])
  expect(Object.keys(en.errors.codes).filter((code) => !known.has(code))).toEqual([])
  expect(Object.keys(enSettings.doctor.findings).filter((code) => !codes.findings.includes(code))).toEqual([])
})

it('names the field at fault', () => {
  const error = new ApiError(422, 'invalid_field', 'width: too small', { param: 'width' })
  expect(errorText(error, said['zh-CN'])).toBe('“宽度”填写有误，请修改后再试。（width: too small）')
  const inner = new ApiError(422, 'invalid_field', 'models.0.name: too long', { param: 'models.0.name' })
  expect(errorText(inner, said.en)).toBe('“Name” is not filled in right. models.0.name: too long')
  const unknown = new ApiError(422, 'invalid_field', 'x.y: no', { param: 'x.y' })
  expect(errorText(unknown, said.en)).toBe('“x.y” is not filled in right. x.y: no')
})

it('says the server’s own sentence for a code it does not know', () => {
  expect(errorText(new ApiError(409, 'brand_new', 'Something new happened.'), said['zh-CN'])).toBe('Something new happened.')
  expect(failureText({ code: 'brand_new', message: 'Something new happened.' }, said.en, 'Failed.').text).toBe('Something new happened.')
})
