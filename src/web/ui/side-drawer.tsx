import { Drawer, type DrawerProps } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslations } from 'use-intl';
import styles from './side-drawer.module.css';

interface SideDrawerProps
  extends Pick<DrawerProps, 'title' | 'children' | 'onClose' | 'trapFocus' | 'closeOnEscape'> {
  isOpen: boolean;
  /** at a desk; on a phone it comes from below */
  widthPx: number;
}

/** What is behind something clicked, at the side of the page. */
export function SideDrawer({ isOpen, widthPx, ...props }: SideDrawerProps) {
  const t = useTranslations('people');
  const isPhone = useMediaQuery('(max-width: 720px)');
  return (
    <Drawer
      opened={isOpen}
      position={isPhone ? 'bottom' : 'right'}
      size={isPhone ? '90%' : widthPx}
      transitionProps={{ duration: 160 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ content: styles.content, header: styles.header, title: styles.title, body: styles.body }}
      {...props}
    />
  );
}
