import { describe, expect, it } from 'vitest'
import { exactMoney, micros, money } from './money'

describe('money', () => {
  it('shows cents, and more digits where cents would say nothing', () => {
    expect(money(1_234_567, 'USD', 'en')).toBe('$1.23')
    expect(money(0, 'USD', 'en')).toBe('$0.00')
    expect(money(123, 'USD', 'en')).toBe('$0.000123')
    expect(money(500_000, 'USD', 'en')).toBe('$0.50')
    expect(money(-2_500_000, 'CNY', 'zh-CN')).toBe('-¥2.50')
    expect(money(2_500_000, null, 'en')).toBe('2.50')
  })
  it('shows bills to the last millionth', () => {
    expect(exactMoney(5_000_080, 'USD', 'en')).toBe('$5.00008')
    expect(exactMoney(-5_000_000, 'USD', 'en')).toBe('-$5.00')
  })
  it('reads what people type', () => {
    expect(micros('12.5')).toBe(12_500_000)
    expect(micros(' 0.000001 ')).toBe(1)
    expect(micros('-3')).toBe(-3_000_000)
    for (const wrong of ['', '1,5', '1.2345678', 'ten', '1e5']) expect(micros(wrong)).toBeNull()
  })
})
