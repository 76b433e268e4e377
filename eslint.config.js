import typescript from '@typescript-eslint/parser';
import vue from 'eslint-plugin-vue';

// Only for templates, which oxlint does not read; scripts, also those of `.vue` files, are its own.

/** What needs no translation: punctuation, signs and pictures. */
const untranslated = [...'(),.&+-=*/#%!?:[]{}<>·•–—−×|@…'.split(''), '🎧', '📚', '🎁', '🪴', '🚲', '🎉'];

export default [
  { ignores: ['**/dist/**'] },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript } },
    rules: {
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterLink', 'RouterView'] }],
      'vue/no-unused-emit-declarations': 'error',
      'vue/no-unused-properties': 'error',
      'vue/no-unused-refs': 'error',
      'vue/require-macro-variable-name': 'error',
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/define-props-declaration': ['error', 'type-based'],
      // What oxfmt decides, or what our way of naming and of typing props makes moot.
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/require-default-prop': 'off',
      'vue/singleline-html-element-content-newline': 'off',
    },
  },
  {
    files: ['frontend/**/*.vue'],
    rules: {
      'vue/no-bare-strings-in-template': ['error', { allowlist: untranslated }],
    },
  },
];
