import 'swagger-ui-dist/swagger-ui.css'
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'

/** The API's reference at /docs. It ships with the page, so that it works on a machine without internet. */
SwaggerUI({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none', // some 300 operations drawn at once take a slow machine half a minute
  filter: true,
})
