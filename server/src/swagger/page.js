// Shows the document with Swagger UI. Nothing is asked of other hosts: no validator, no fonts, no links of theirs.
"use strict";

// The theme that was chosen in the portal, or else the system's.
const chosen = /(?:^|; )portico-theme=(light|dark)/.exec(document.cookie)?.[1];
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (chosen ? chosen === "dark" : dark.matches);
const follow = () => document.documentElement.classList.toggle("dark-mode", isDark());
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
    queryConfigEnabled: false,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
