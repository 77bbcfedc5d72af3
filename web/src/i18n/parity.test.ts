import { describe, expect, it } from 'vitest'
import commonEn from './en'
import avatarsEn from './en/avatars'
import brandsEn from './en/brands'
import galleryEn from './en/gallery'
import studioEn from './en/studio'
import settingsEn from './en/settingsPages'
import trainingEn from './en/training'
import viewerEn from './en/viewer'
import commonZh from './zh-CN'
import avatarsZh from './zh-CN/avatars'
import brandsZh from './zh-CN/brands'
import galleryZh from './zh-CN/gallery'
import studioZh from './zh-CN/studio'
import settingsZh from './zh-CN/settingsPages'
import trainingZh from './zh-CN/training'
import viewerZh from './zh-CN/viewer'

// What is loaded with its area is part of the same texts.
const en = { ...commonEn, ...avatarsEn, ...brandsEn, ...galleryEn, ...settingsEn, ...studioEn, ...trainingEn, ...viewerEn }
const zh = { ...commonZh, ...avatarsZh, ...brandsZh, ...galleryZh, ...settingsZh, ...studioZh, ...trainingZh, ...viewerZh }

type Tree = { [key: string]: string | Tree }

const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  )

/** English has one and other, Chinese only other (CLDR): both stand for one key. */
const family = (key: string) => key.replace(/_(one|other)$/, '_n')
const inserts = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].sort()

const english = leaves(en as Tree)
const chinese = leaves(zh as Tree)

describe('texts', () => {
  it('exist in both languages', () => {
    expect([...new Set(chinese.map(([key]) => family(key)))].sort()).toEqual(
      [...new Set(english.map(([key]) => family(key)))].sort(),
    )
  })

  it('are not empty and name the same values', () => {
    const other = new Map(english.map(([key, text]) => [family(key), text]))
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('')
      // The singular may say 'one' in words.
      if (!key.endsWith('_other')) expect(inserts(text), key).toEqual(inserts(other.get(family(key)) ?? ''))
    }
  })

  it('have no exclamation marks', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text, key).not.toMatch(/[!！]/)
  })

  it('have plural forms in pairs', () => {
    const keys = new Set(english.map(([key]) => key))
    for (const key of keys) if (key.endsWith('_other')) expect(keys, key).toContain(key.replace(/_other$/, '_one'))
  })
})
