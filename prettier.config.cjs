module.exports = {
  plugins: [require.resolve("@prettier/plugin-xml")],
  printWidth: 88,
  trailingComma: "es5",
  xmlWhitespaceSensitivity: "preserve",
  overrides: [
    // Odoo's own indentation.
    { files: ["*.js", "*.scss", "*.xml"], options: { tabWidth: 4 } },
  ],
};
