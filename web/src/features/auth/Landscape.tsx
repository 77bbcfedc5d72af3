/** Ink hills in mist under a red sun; drawn with the page's own colours so that it fits light and dark. */
export function Landscape({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 1440 420" preserveAspectRatio="xMidYMax slice" aria-hidden>
      <defs>
        {[0.1, 0.16, 0.24, 0.34].map((opacity, index) => (
          <linearGradient key={index} id={`mist${index}`} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor="var(--ink)" stopOpacity={opacity} />
            <stop offset="1" stopColor="var(--ink)" stopOpacity="0" />
          </linearGradient>
        ))}
      </defs>
      <circle cx="1120" cy="96" r="40" fill="var(--cinnabar-fill)" opacity="0.85" />
      <path
        fill="url(#mist0)"
        d="M0 250C80 226 130 168 210 150c60-14 92 40 150 46 74 8 110-92 190-96 86-4 118 96 190 100 66 4 96-58 166-52 74 6 112 76 184 72 76-4 110-66 186-60 70 6 100 52 164 60v200H0Z"
      />
      <path
        fill="url(#mist1)"
        d="M0 304c66-10 100-58 168-66 78-8 118 50 192 44 70-6 102-78 178-84 84-6 122 72 200 76 74 4 116-46 190-44 82 2 120 58 198 58 76 0 104-44 172-42 58 2 98 28 142 38v136H0Z"
      />
      <path
        fill="url(#mist2)"
        d="M0 350c90-2 132-40 214-40 84 0 124 36 206 32 78-4 116-54 196-56 86-2 128 46 210 50 82 4 126-30 206-30 84 0 124 34 204 34 78 0 128-24 204-20v100H0Z"
      />
      <path
        fill="url(#mist3)"
        d="M0 388c120-12 190-26 306-22 130 4 200 24 330 20 124-4 190-30 312-28 132 2 206 26 334 24 62-2 108-12 158-16v54H0Z"
      />
      <path
        d="M338 352c18 12 66 12 84 0l-10-2c-20 4-44 4-64 0Zm40-2v-40c16 6 26 20 28 34-8 4-18 6-28 6Zm-4 0c-8 0-14-2-20-4 4-12 10-20 20-28Z"
        fill="var(--ink)"
        opacity="0.6"
      />
    </svg>
  )
}
