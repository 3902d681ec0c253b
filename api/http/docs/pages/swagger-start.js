// Starts Swagger UI on the page. No validator: it would send the API's description to somebody else's server.
"use strict";
const place = document.getElementById("swagger-ui");
window.ui = SwaggerUIBundle({
  domNode: place,
  url: place.dataset.url,
  oauth2RedirectUrl: window.location.origin + place.dataset.oauth2Redirect,
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  validatorUrl: null,
});
