import { Button, Group, Modal, Text } from "@mantine/core";

export interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ isOpen, onClose, title, text, action, onConfirm }: ConfirmProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Text size="sm">{text}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button color="red.9" onClick={() => (onConfirm(), onClose())}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
