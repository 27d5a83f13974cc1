// The entry point of the vdsh command.
return 0;
