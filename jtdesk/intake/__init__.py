"""导入: any workbook in, recognised, previewed, taken as one operation."""
