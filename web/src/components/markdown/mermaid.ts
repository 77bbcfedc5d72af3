// This module is only ever loaded with import(), by the first diagram.
// eslint-disable-next-line no-restricted-imports
export { default } from 'mermaid'
