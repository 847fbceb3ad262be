"""What changes a network's answer: parts silenced or edited, images sought by their gradients."""
