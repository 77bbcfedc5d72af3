import { Marked } from 'marked'
import { describe, expect, it } from 'vitest'
import { math } from './math'

const html = (text: string) => (new Marked(math).parse(text) as string).trim()
const inline = (tex: string) => `<tex-formula>${tex}</tex-formula>`
const display = (tex: string) => `<tex-formula data-display="true">${tex}</tex-formula>`

describe('formulas', () => {
  it.each([
    ['$E=mc^2$', `<p>${inline('E=mc^2')}</p>`],
    ['so \\(a<b\\) holds', `<p>so ${inline('a&lt;b')} holds</p>`],
    ['$$\nx_1\n$$', `<div>${display('x_1')}</div>`],
    ['\\[\nx\n\\]', `<div>${display('x')}</div>`],
    ['see $$x$$ here', `<p>see ${display('x')} here</p>`],
    ['**$a*b*c$**', `<p><strong>${inline('a*b*c')}</strong></p>`],
  ])('%s', (text, expected) => expect(html(text)).toBe(expected))

  it.each(['It costs $5 or $10.', 'from $5 to $ 10', '`$x$`', 'a $ b', '\\$x\\$', '$$', '$'])('%s is no formula', (text) =>
    expect(html(text)).not.toContain('tex-formula'),
  )
})
