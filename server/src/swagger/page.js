// Shows the document with Swagger UI. Nothing is asked of other hosts: no validator, no fonts, no links of theirs.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#operations",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    // Typing "filter=" by hand is what most who come here want to try.
    tryItOutEnabled: true,
    queryConfigEnabled: false,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
