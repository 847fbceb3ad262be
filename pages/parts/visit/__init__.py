"""What a visit holds, kept by the browser's tab."""
