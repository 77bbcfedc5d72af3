import { Checkbox, Select } from 'antd'
import { Link } from 'react-router'
import { isStyle } from '@/components/prompt/choices'
import { useT } from '@/i18n'
import styles from './Brands.module.css'
import { Swatches } from './Swatches'
import { useBrand, useBrands, useChosen } from './useBrands'

/** Which brand is worked with, or none; it is remembered. `painting`: with what is done to the painted picture. */
export function BrandChoice({ painting, editing }: { painting?: boolean; editing?: boolean }) {
  const t = useT()
  const brands = useBrands().data?.items ?? []
  const brand = useBrand()
  const { choose, logo, colours, set } = useChosen()
  if (!brands.length) {
    return (
      <p className={styles.help}>
        {t('brands.choiceEmpty')}{' '}
        <Link to="/settings/brands" data-testid="brand-first">
          {t('brands.create')}
        </Link>
      </p>
    )
  }
  const gives = brand && [brand.style && (isStyle(brand.style) ? t(`pictures.styles.${brand.style}`) : brand.style), brand.tone].filter(Boolean).join(' · ')
  return (
    <div className={styles.choice}>
      <Select
        aria-label={t('brands.brand')}
        value={brand?.id ?? ''}
        onChange={(id: string) => choose(id || null)}
        options={[{ value: '', label: t('brands.none') }, ...brands.map(({ id, name }) => ({ value: id, label: name }))]}
        data-testid="brand-choice"
      />
      {brand && (
        <>
          <Swatches palette={brand.palette} />
          {painting && (
            <>
              <Checkbox checked={colours ?? (brand.harmony > 0 && !editing)} onChange={(event) => set({ colours: event.target.checked })} data-testid="brand-colours">
                {t('brands.useColours')}
              </Checkbox>
              <Checkbox checked={brand.logo ? (logo ?? (brand.mark.show && !editing)) : false} disabled={!brand.logo} onChange={(event) => set({ logo: event.target.checked })} data-testid="brand-logo">
                {t(brand.logo ? 'brands.useLogo' : 'brands.noLogo')}
              </Checkbox>
            </>
          )}
          {painting && gives && <p className={styles.help}>{t('brands.gives', { what: gives })}</p>}
        </>
      )}
    </div>
  )
}
