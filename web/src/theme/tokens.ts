/**
 * Every colour, size and duration of the product, once.
 * `antd.ts` turns it into an Ant Design theme, `css.ts` into CSS variables (`--paper`, `--space-16`, …).
 */
export interface Palette {
  /** page */ paper: string
  /** cards, fields */ surface: string
  /** menus, dialogs */ raised: string
  /** the user's bubble, hovered rows */ tint: string
  /** rail and list pane */ side: string
  /** text */ ink: string
  /** secondary text, ≥ 4.5:1 on paper and surface */ quiet: string
  /** ornaments and disabled things, never for text that must be read */ faint: string
  line: string
  /** brand, focus, links to actions; ≥ 4.5:1 as text on paper */ cinnabar: string
  /** behind white words */ cinnabarFill: string
  cinnabarFillHover: string
  /** selected row, soft highlight */ cinnabarSoft: string
  onCinnabar: string
  bamboo: string
  bambooSoft: string
  amber: string
  amberSoft: string
  slate: string
  slateSoft: string
  violet: string
  code: string
  scrim: string
  shadow: string
}

export const light: Palette = {
  paper: '#FAF8F4',
  surface: '#FFFFFF',
  raised: '#FFFFFF',
  tint: '#F1ECE2',
  side: '#F5F1EA',
  ink: '#1F2329',
  quiet: '#5B616B',
  faint: '#9AA0A8',
  line: '#E9E4DA',
  cinnabar: '#B93C29',
  cinnabarFill: '#C2412D',
  cinnabarFillHover: '#AB3725',
  cinnabarSoft: '#F8E7E1',
  onCinnabar: '#FFFFFF',
  bamboo: '#34704D',
  bambooSoft: '#E4EFE7',
  amber: '#8A5A0F',
  amberSoft: '#F9EFD9',
  slate: '#35608F',
  slateSoft: '#E5ECF4',
  violet: '#6B5B95',
  code: '#F4F1EA',
  scrim: 'rgba(31, 29, 25, 0.42)',
  shadow: '0 8px 28px rgba(66, 54, 36, 0.12), 0 2px 6px rgba(66, 54, 36, 0.06)',
}

export const dark: Palette = {
  paper: '#15161A',
  surface: '#1D1F24',
  raised: '#24262C',
  tint: '#30333B',
  side: '#191A1F',
  ink: '#E8E6E1',
  quiet: '#A7ABB3',
  faint: '#6C717A',
  line: '#2C2F36',
  cinnabar: '#EC7B67',
  cinnabarFill: '#C84B36',
  cinnabarFillHover: '#B4412E',
  cinnabarSoft: '#3A2420',
  onCinnabar: '#FFFFFF',
  bamboo: '#7DBE97',
  bambooSoft: '#1E2F26',
  amber: '#E0B056',
  amberSoft: '#342A17',
  slate: '#8FB4DC',
  slateSoft: '#1E2A38',
  violet: '#AFA0D8',
  code: '#1A1C21',
  scrim: 'rgba(0, 0, 0, 0.6)',
  shadow: '0 10px 32px rgba(0, 0, 0, 0.5), 0 2px 6px rgba(0, 0, 0, 0.3)',
}

export const space = [4, 8, 12, 16, 24, 32, 48] as const
export const radius = { base: 10, card: 14, small: 6, chip: 999 } as const
export const font = {
  sans: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  mono: 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
  body: [15, 24],
  small: [13, 20],
  title: [20, 28],
} as const
export const motion = { fast: 120, base: 160, slow: 200, ease: 'cubic-bezier(0.2, 0, 0.2, 1)' } as const
export const layout = { rail: 64, pane: 280, column: 760, phoneBar: 52, header: 52 } as const
