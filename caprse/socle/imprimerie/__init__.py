"""Pictures and pages drawn by a process apart: whatever is given to it, the server stays up."""
