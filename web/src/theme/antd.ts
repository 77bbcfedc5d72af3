import { theme as antd, type ThemeConfig } from 'antd'
import { dark, font, light, radius } from './tokens'

export type Mode = 'light' | 'dark'

/** A finger needs this much, in CSS pixels. */
const TOUCH = 40

/** Ant Design's theme for one mode, from the tokens. `coarse`: one points with a finger, and small controls are larger. */
export function antdTheme(mode: Mode, reducedMotion: boolean, coarse: boolean): ThemeConfig {
  const c = mode === 'dark' ? dark : light
  return {
    algorithm: mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: c.cinnabarFill,
      // The ones that are worked out from it are too light for the words on them.
      colorPrimaryHover: c.cinnabarFillHover,
      colorPrimaryActive: c.cinnabarFillHover,
      colorLink: c.slate,
      colorInfo: c.slate,
      colorSuccess: c.bamboo,
      colorWarning: c.amber,
      colorError: c.cinnabar,
      colorText: c.ink,
      colorTextSecondary: c.quiet,
      colorTextTertiary: c.quiet,
      colorTextDescription: c.quiet,
      colorTextPlaceholder: c.quiet,
      colorBgBase: c.paper,
      colorBgLayout: c.paper,
      colorBgContainer: c.surface,
      colorBgElevated: c.raised,
      colorBorder: c.line,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      colorBgMask: c.scrim,
      fontFamily: font.sans,
      fontFamilyCode: font.mono,
      fontSize: font.body[0],
      lineHeight: font.body[1] / font.body[0],
      borderRadius: radius.base,
      borderRadiusLG: radius.card,
      borderRadiusSM: radius.small,
      controlHeight: coarse ? TOUCH : 36,
      ...(coarse ? { controlHeightSM: TOUCH } : {}),
      controlHeightLG: 44,
      boxShadow: c.shadow,
      boxShadowSecondary: c.shadow,
      motionDurationFast: '0.12s',
      motionDurationMid: '0.16s',
      motionDurationSlow: '0.2s',
      motion: !reducedMotion,
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500, defaultHoverColor: c.cinnabar, defaultHoverBorderColor: c.cinnabar },
      Modal: { titleFontSize: 17 },
      Drawer: { padding: 20 },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#3A3D45' : '#2A2D33' },
      // The chosen item of a menu is words on a tint, not words on a fill.
      Dropdown: { colorPrimary: c.cinnabar, controlItemBgActive: c.cinnabarSoft, controlItemBgActiveHover: c.cinnabarSoft },
      // By its own colour the filled part can hardly be seen in the dark.
      Slider: { trackBg: c.cinnabarFill, trackHoverBg: c.cinnabarFillHover, handleColor: c.cinnabarFill, handleActiveColor: c.cinnabar, railBg: c.tint, railHoverBg: c.tint },
      // The open tab is words, not words on a fill.
      Tabs: { itemSelectedColor: c.cinnabar, itemHoverColor: c.cinnabar, itemActiveColor: c.cinnabar, inkBarColor: c.cinnabar },
      // An empty box is seen by its line alone: 3:1 on every surface.
      Checkbox: { colorBorder: c.faint },
      Form: { labelColor: c.ink, verticalLabelPadding: '0 0 4px' },
    },
  }
}
