/// <reference types="vite/client" />

declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  export default function SwaggerUI(options: { url: string; dom_id: string; deepLinking?: boolean; docExpansion?: 'none' | 'list' | 'full'; filter?: boolean }): void
}
