import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Path green, the one accent, in the ten shades that Mantine asks for. */
const path: MantineColorsTuple = [
  '#e3f1ea',
  '#c9e5d7',
  '#a3d4bd',
  '#83d5ae',
  '#5fc496',
  '#3fa67a',
  '#2b8f65',
  '#1f7a54',
  '#175f41',
  '#104630',
];

export const theme = createTheme({
  primaryColor: 'path',
  primaryShade: { light: 7, dark: 4 },
  colors: { path },
  fontFamily: 'var(--font)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '15px', lg: '17px', xl: '20px' },
  components: {
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
  },
});
